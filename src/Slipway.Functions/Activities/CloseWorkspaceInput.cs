namespace Slipway.Functions.Activities;

/// <summary>Whose worktree.</summary>
public sealed record CloseWorkspaceInput(string WorkflowId);
