namespace Slipway.Integrations.Git.GitHub;

/// <summary>A token.</summary>
/// <param name="Value">The secret.</param>
/// <param name="Account">A name for whose it is, by which its budget and the answers it got are kept: the same for all tokens of an
/// installation, one after the other.</param>
internal sealed record GitHubToken(string Value, string Account)
{
    /// <inheritdoc/>
    public override string ToString() => Account;
}
