using Slipway.Benchmarks.Measuring;

namespace Slipway.Benchmarks.Worker;

/// <summary>
/// A worker's answer to a <see cref="WorkRequest"/>, a line of JSON after <c>"@ "</c>. The first comes by itself when the worker is ready.
/// </summary>
internal sealed record WorkReply
{
    /// <summary>What the work took as a whole.</summary>
    public double ElapsedMs { get; init; }

    /// <summary>What each piece of it took.</summary>
    public double[] LatenciesMs { get; init; } = [];

    /// <summary>Whatever else was counted or measured, by name.</summary>
    public Dictionary<string, double> Facts { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Why the work failed, or what was wrong with its result; else null.</summary>
    public string? Error { get; init; }

    /// <summary>What the worker runs on; in the first reply.</summary>
    public string? Version { get; init; }

    /// <summary>What its store promises; in the first reply.</summary>
    public string? Durability { get; init; }

    public static WorkReply Of(Sample sample) => new() { ElapsedMs = sample.ElapsedMs, LatenciesMs = sample.LatenciesMs };

    public Sample ToSample() => new(ElapsedMs, LatenciesMs);
}
