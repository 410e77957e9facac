namespace Slipway.Integrations.Git;

/// <summary>The outcome of a merge of two commits.</summary>
/// <param name="Sha">The tree, when there are no conflicts.</param>
/// <param name="Conflicts">Files that both sides changed.</param>
internal sealed record MergedTree(string Sha, IReadOnlyList<string> Conflicts);
