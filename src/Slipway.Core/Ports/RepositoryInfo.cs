namespace Slipway.Core.Ports;

/// <summary>A repository that a workflow can work on.</summary>
/// <param name="Path">Absolute path of its top level.</param>
/// <param name="BaseBranch">Short name of the branch to start from and merge into.</param>
/// <param name="BaseSha">The commit it points at.</param>
/// <param name="Remote">Name of the remote to push to, or <see langword="null"/> when there is none.</param>
public sealed record RepositoryInfo(string Path, string BaseBranch, string BaseSha, string? Remote);
