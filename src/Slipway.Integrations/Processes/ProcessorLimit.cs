using System.Globalization;

namespace Slipway.Integrations.Processes;

/// <summary>Keeps a program, and whatever it starts, to some of the machine's processors, by <c>taskset</c>.</summary>
internal static class ProcessorLimit
{
    private const string AllowedLine = "Cpus_allowed_list:";

    /// <summary>The program that does it; <see langword="null"/> where there is none.</summary>
    internal static string? Program { get; } = OperatingSystem.IsLinux()
        ? Programs.Find("taskset", "/", Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin")
        : null;

    /// <summary>The words to put before a command line; none when the host itself may use no more.</summary>
    /// <param name="processors">How many; <see langword="null"/> for all.</param>
    internal static string[] Prefix(int? processors)
    {
        if (processors is not { } wanted || Program is null)
        {
            return [];
        }

        // The first of those that this process may use: in a container they need not begin at 0.
        var allowed = Allowed();
        return wanted >= allowed.Count ? [] : [Program, "--cpu-list", string.Join(',', allowed.Take(wanted))];
    }

    private static List<int> Allowed()
    {
        var list = File.ReadLines("/proc/self/status").First(line => line.StartsWith(AllowedLine, StringComparison.Ordinal));
        return
        [
            .. list[AllowedLine.Length..].Trim().Split(',').SelectMany(range =>
            {
                var ends = range.Split('-').Select(end => int.Parse(end, CultureInfo.InvariantCulture)).ToArray();
                return Enumerable.Range(ends[0], ends[^1] - ends[0] + 1);
            }),
        ];
    }
}
