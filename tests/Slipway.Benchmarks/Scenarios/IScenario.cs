namespace Slipway.Benchmarks.Scenarios;

/// <summary>Something to measure. It checks what it measures: a wrong answer ends the run.</summary>
internal interface IScenario
{
    /// <summary>Its name on the command line and in the results.</summary>
    string Name { get; }

    /// <summary>What it measures, as a line for people.</summary>
    string What { get; }

    /// <summary>Whether the peers take part; else they are stopped first.</summary>
    bool HasPeers { get; }

    Task RunAsync(BenchmarkRun run, CancellationToken cancellationToken);
}
