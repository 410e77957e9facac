using System.Globalization;

namespace Slipway.Benchmarks.Machine;

/// <summary>What the machine was like at one moment. Before and after a run it should be the same, and idle.</summary>
/// <param name="SyncP50Ms">Median of the time until an append of 4 KiB is on disk.</param>
/// <param name="SyncP99Ms">What 99 of 100 appends did not exceed.</param>
/// <param name="Load">Processes that wanted to run, on average over the last minute; null where the system does not say.</param>
internal sealed record Conditions(double SyncP50Ms, double SyncP99Ms, double? Load)
{
    private const string LoadFile = "/proc/loadavg";

    /// <summary>Measures them; takes a second.</summary>
    public static Conditions Measure(string dataFolder)
    {
        double? load = File.Exists(LoadFile)
            ? double.Parse(File.ReadAllText(LoadFile).Split(' ')[0], CultureInfo.InvariantCulture)
            : null;
        var sync = DiskProbe.Measure(dataFolder);
        return new Conditions(sync.PercentileMs(50), sync.PercentileMs(99), load);
    }
}
