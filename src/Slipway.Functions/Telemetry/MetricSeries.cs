namespace Slipway.Functions.Telemetry;

/// <summary>What was measured under one set of labels.</summary>
/// <param name="tags">The labels.</param>
/// <param name="bounds">The upper bounds of a histogram's buckets, growing; empty for what is no histogram.</param>
internal sealed class MetricSeries(KeyValuePair<string, string>[] tags, IReadOnlyList<double> bounds)
{
    private readonly long[] _buckets = new long[bounds.Count];

    public IReadOnlyList<KeyValuePair<string, string>> Tags => tags;

    /// <summary>The sum of what was measured; of a gauge, what it stands at.</summary>
    public double Value { get; private set; }

    /// <summary>How often something was measured.</summary>
    public long Count { get; private set; }

    /// <summary>How often something of at most each bound was measured.</summary>
    public IReadOnlyList<long> Buckets => _buckets;

    public void Set(double value) => Value = value;

    public void Add(double value)
    {
        Value += value;
        Count++;
        for (var i = 0; i < _buckets.Length; i++)
        {
            _buckets[i] += value <= bounds[i] ? 1 : 0;
        }
    }
}
