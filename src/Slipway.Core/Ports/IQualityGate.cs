namespace Slipway.Core.Ports;

/// <summary>Decides whether a change is good enough, by running something real.</summary>
public interface IQualityGate
{
    /// <summary>Runs the gate in the worktree.</summary>
    /// <returns>Whether it passed. A command that cannot be started, or takes too long, has not passed, and the result says so.</returns>
    Task<GateResult> RunAsync(GateRun run, CancellationToken cancellationToken);
}
