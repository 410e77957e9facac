namespace Slipway.Functions.Activities;

/// <summary>Which workflow, on which repository, from which branch.</summary>
public sealed record PrepareWorkspaceInput(string WorkflowId, string Repository, string? BaseBranch, bool Anew = false, int Stops = 0);
