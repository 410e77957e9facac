namespace Slipway.Benchmarks.Measuring;

/// <summary>What a load took: as a whole, and each piece of work.</summary>
internal sealed record Sample(double ElapsedMs, double[] LatenciesMs)
{
    /// <summary>Pieces of work a second.</summary>
    public double PerSecond => LatenciesMs.Length / ElapsedMs * 1_000;

    /// <summary>The latency that so many percent of the work did not exceed, by nearest rank.</summary>
    /// <param name="percent">Above 0, at most 100.</param>
    public double PercentileMs(double percent) => Statistics.Percentile(LatenciesMs, percent);
}
