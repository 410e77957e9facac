using Slipway.Core.Lifecycle;

namespace Slipway.Core.Ports;

/// <summary>Decides whether a change is good enough, by running something real.</summary>
public interface IQualityGate
{
    /// <summary>What this host would have to be given for a gate, as the error that refuses a workflow before it starts;
    /// <see langword="null"/> when nothing.</summary>
    SlipwayException? Missing(GateSpec gate);

    /// <summary>Runs the gate in the worktree.</summary>
    /// <returns>Whether it passed. A command that cannot be started, or takes too long, has not passed, and the result says so.</returns>
    Task<GateResult> RunAsync(GateRun run, CancellationToken cancellationToken);
}
