namespace Slipway.Core.Ports;

/// <summary>What a step's plugin does with the worktree that the steps of a workflow share.</summary>
public enum WorkspaceUse
{
    /// <summary>It does not work there.</summary>
    None,

    /// <summary>It works there beside others that do so: it reads, or what it writes is in nobody's way.</summary>
    Shared,

    /// <summary>It changes all of it, by a reset or a commit: while it runs, nothing else works there.</summary>
    Exclusive,
}
