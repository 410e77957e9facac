using Slipway.Core.Ports;

namespace Slipway.Core.Definitions.Running;

/// <summary>What a <see cref="Schedule"/> knows of a step.</summary>
/// <param name="Id">Its id.</param>
/// <param name="DependsOn">The steps that have to be over before it begins.</param>
/// <param name="Alone">Whether it may run only while no other does. Default no.</param>
public sealed record ScheduledStep(string Id, IReadOnlyList<string> DependsOn, bool Alone = false)
{
    /// <summary>What it does with the worktree that all share. Default nothing.</summary>
    public WorkspaceUse Workspace { get; init; }
}
