using System.Reflection;

namespace Slipway.Benchmarks.Processes;

/// <summary>This program, to be started again as a process of its own.</summary>
internal static class Self
{
    /// <summary>The command that starts it, without a verb.</summary>
    public static IReadOnlyList<string> Command { get; } = [Environment.ProcessPath!, .. Arguments()];

    // Under `dotnet x.dll` the process is the SDK's own program, and the assembly is its first argument.
    private static IEnumerable<string> Arguments() =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath!).Equals("dotnet", StringComparison.OrdinalIgnoreCase)
            ? [Assembly.GetExecutingAssembly().Location]
            : [];
}
