using Slipway.Benchmarks.Contenders;

namespace Slipway.Benchmarks.Results;

/// <summary>Takes down what is measured.</summary>
internal sealed class ResultBook
{
    /// <summary>The name that our own measurements carry.</summary>
    public const string Ours = "Slipway";

    private readonly List<Metric> _metrics = [];
    private readonly List<ContenderFacts> _contenders = [];
    private readonly List<string> _notes = [];

    /// <summary>In the order they were first measured.</summary>
    public IReadOnlyList<Metric> Metrics => _metrics;

    public IReadOnlyList<ContenderFacts> Contenders => _contenders;

    /// <summary>What a reader must know beside the numbers.</summary>
    public IReadOnlyList<string> Notes => _notes;

    public static string Text(Transport transport) => transport == Transport.Http ? "http" : "in process";

    /// <summary>Adds a round of a contender.</summary>
    public void Add(IContender contender, string scenario, string name, string unit, double value) =>
        Add(contender.Name, Text(contender.Transport), scenario, name, unit, value);

    /// <summary>Adds a round of our own engine, in process.</summary>
    public void Add(string scenario, string name, string unit, double value) =>
        Add(Ours, Text(Transport.InProcess), scenario, name, unit, value);

    public void Add(IContender contender) =>
        _contenders.Add(new ContenderFacts(contender.Name, Text(contender.Transport), contender.Version, contender.Durability));

    public void Note(string note)
    {
        if (!_notes.Contains(note, StringComparer.Ordinal))
        {
            _notes.Add(note);
        }
    }

    /// <summary>The median of a metric; null when it was not measured.</summary>
    public double? Median(string scenario, string name, string contender, string transport) =>
        Find(scenario, name, contender, transport)?.Median;

    private Metric? Find(string scenario, string name, string contender, string transport) => _metrics.Find(metric =>
        metric.Scenario == scenario && metric.Name == name && metric.Contender == contender && metric.Transport == transport);

    private void Add(string contender, string transport, string scenario, string name, string unit, double value)
    {
        var metric = Find(scenario, name, contender, transport);
        if (metric is null)
        {
            metric = new Metric { Scenario = scenario, Name = name, Unit = unit, Contender = contender, Transport = transport };
            _metrics.Add(metric);
        }

        metric.Rounds.Add(value);
    }
}
