using Slipway.Benchmarks.Measuring;

namespace Slipway.Benchmarks.Contenders;

/// <summary>Something that runs the workload, started and ready. It stops when it is disposed.</summary>
internal interface IContender : IAsyncDisposable
{
    /// <summary>Whose engine it is.</summary>
    string Name { get; }

    /// <summary>How the load reaches it; contenders are compared by the same transport.</summary>
    Transport Transport { get; }

    /// <summary>The versions of all that takes part.</summary>
    string Version { get; }

    /// <summary>What its store was set to, as found out from it where it can be asked.</summary>
    string Durability { get; }

    /// <summary>The process that writes the store; its children count too.</summary>
    int StoreProcessId { get; }

    /// <summary>All its processes; their children are its, too.</summary>
    IReadOnlyList<int> ProcessIds { get; }

    /// <summary>Starts the workflow of five steps <paramref name="count"/> times and awaits each one's result.</summary>
    /// <exception cref="BenchmarkException">A result was wrong.</exception>
    Task<Sample> RunAsync(int count, int inFlight, CancellationToken cancellationToken);

    /// <summary>Starts a workflow that waits for an event, signals it and awaits its result, <paramref name="count"/> times.</summary>
    /// <exception cref="BenchmarkException">A result was wrong.</exception>
    Task<Sample> SignalAsync(int count, int inFlight, CancellationToken cancellationToken);
}
