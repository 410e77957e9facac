using Slipway.Core.Ports;

namespace Slipway.Core.Definitions.Running;

/// <summary>What a run has to know of a plugin before it runs it; taken when the run starts, as an orchestrator cannot ask.</summary>
/// <param name="NeedsWorkspace">Whether it works in the workflow's Git worktree.</param>
/// <param name="UsesAgent">Whether an agent does the work.</param>
/// <param name="DefaultTimeout">Longest run of one attempt when the step does not say.</param>
public sealed record PluginFacts(bool NeedsWorkspace, bool UsesAgent, TimeSpan DefaultTimeout)
{
    /// <summary>Who may work in the worktree beside it.</summary>
    public WorkspaceUse WorkspaceUse { get; init; } = NeedsWorkspace ? WorkspaceUse.Shared : WorkspaceUse.None;
}
