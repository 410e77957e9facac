namespace Slipway.Core.Ports;

/// <summary>A workflow's worktree.</summary>
/// <param name="WorkflowId">Whose it is.</param>
/// <param name="Repository">The repository it belongs to.</param>
/// <param name="Branch">The workflow's branch.</param>
/// <param name="Path">Absolute path of the worktree.</param>
public sealed record Workspace(string WorkflowId, RepositoryInfo Repository, string Branch, string Path);
