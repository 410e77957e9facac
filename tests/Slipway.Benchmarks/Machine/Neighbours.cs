using System.Globalization;
using Slipway.Benchmarks.Processes;

namespace Slipway.Benchmarks.Machine;

/// <summary>
/// How many processors other processes than the benchmark's keep busy: what takes time from one contender and not from another spoils even
/// the ratios. Linux only: elsewhere it is 0.
/// </summary>
internal sealed class Neighbours
{
    private const string File = "/proc/stat";
    private const double TicksPerSecond = 100;

    // Of the first line: user, nice, system, idle, iowait, irq, softirq, steal.
    private static readonly int[] BusyFields = [0, 1, 2, 5, 6, 7];

    private readonly long _begun = TimeProvider.System.GetTimestamp();
    private readonly long _othersTicks = OthersTicks();

    /// <summary>Processors kept busy by others since this was made, on average.</summary>
    public double BusyProcessors() =>
        Math.Max(0, (OthersTicks() - _othersTicks) / TicksPerSecond / TimeProvider.System.GetElapsedTime(_begun).TotalSeconds);

    private static long OthersTicks()
    {
        if (!System.IO.File.Exists(File))
        {
            return 0;
        }

        var fields = System.IO.File.ReadLines(File).First().Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..];
        return BusyFields.Sum(field => long.Parse(fields[field], CultureInfo.InvariantCulture)) - ProcessTree.Ticks(Environment.ProcessId);
    }
}
