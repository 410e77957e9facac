using Slipway.Benchmarks.Measuring;

namespace Slipway.Benchmarks.Results;

/// <summary>One thing that was measured, of one contender, a number a round.</summary>
internal sealed record Metric
{
    /// <summary>The scenario it belongs to.</summary>
    public required string Scenario { get; init; }

    /// <summary>What was measured, such as <c>p50</c>.</summary>
    public required string Name { get; init; }

    public required string Unit { get; init; }

    public required string Contender { get; init; }

    /// <summary><c>http</c> or <c>in process</c>.</summary>
    public required string Transport { get; init; }

    /// <summary>In the order they were measured.</summary>
    public List<double> Rounds { get; init; } = [];

    public double Median => Statistics.Median(Rounds);
}
