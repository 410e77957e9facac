namespace Slipway.Integrations.Git;

/// <summary>In whose name commits are made: the repository's user, or <c>Slipway &lt;slipway@localhost&gt;</c> when it has none.</summary>
internal static class GitIdentity
{
    internal static async Task<IReadOnlyDictionary<string, string>> ReadAsync(
        GitCommand git, string directory, CancellationToken cancellationToken)
    {
        var name = await git.TryAsync(directory, ["config", "user.name"], cancellationToken);
        var email = await git.TryAsync(directory, ["config", "user.email"], cancellationToken);
        var complete = name.Output.Trim().Length > 0 && email.Output.Trim().Length > 0;
        var (userName, userEmail) = complete ? (name.Output.Trim(), email.Output.Trim()) : ("Slipway", "slipway@localhost");
        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["GIT_AUTHOR_NAME"] = userName,
            ["GIT_AUTHOR_EMAIL"] = userEmail,
            ["GIT_COMMITTER_NAME"] = userName,
            ["GIT_COMMITTER_EMAIL"] = userEmail,
        };
    }
}
