using Slipway.Benchmarks.Processes;

namespace Slipway.Benchmarks.Machine;

/// <summary>
/// How many processors other processes than the benchmark's keep busy: what takes time from one contender and not from another spoils even
/// the ratios. The kernel's own threads are not among them: what they do is mostly a contender's writing. Linux only: elsewhere it is 0.
/// </summary>
internal sealed class Neighbours
{
    private const double TicksPerSecond = 100;
    private const int KernelThreads = 2;

    private readonly long _begun = TimeProvider.System.GetTimestamp();
    private readonly IReadOnlyDictionary<int, long> _before = Others();

    /// <summary>Processors kept busy by others since this was made, on average.</summary>
    public double BusyProcessors() =>
        Others().Sum(process => process.Value - _before.GetValueOrDefault(process.Key)) / TicksPerSecond
            / TimeProvider.System.GetElapsedTime(_begun).TotalSeconds;

    private static IReadOnlyDictionary<int, long> Others() => ProcessTree.TicksOutside(Environment.ProcessId, KernelThreads);
}
