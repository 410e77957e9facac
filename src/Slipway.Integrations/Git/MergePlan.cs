namespace Slipway.Integrations.Git;

/// <summary>A merge that can be done.</summary>
/// <param name="BaseBranch">The branch that is merged into.</param>
/// <param name="MergeSha">The commit that the base branch shall point at; an older one when the branch is merged already.</param>
/// <param name="NewBase">Where the base branch shall point.</param>
/// <param name="OldBase">Where it points here.</param>
/// <param name="Checkout">The working tree that has the base branch checked out, when there is one.</param>
/// <param name="Push">What the remote has to change for it.</param>
internal sealed record MergePlan(
    string BaseBranch, string MergeSha, string NewBase, string OldBase, string? Checkout, IReadOnlyList<RefUpdate> Push);
