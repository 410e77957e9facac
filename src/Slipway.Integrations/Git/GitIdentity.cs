namespace Slipway.Integrations.Git;

/// <summary>In whose name commits are made: the repository's user, or <c>Slipway &lt;slipway@localhost&gt;</c> when it has none.</summary>
internal static class GitIdentity
{
    internal static async Task<IReadOnlyDictionary<string, string>> ReadAsync(
        GitCommand git, string directory, CancellationToken cancellationToken) =>
        await FindAsync(git, directory, cancellationToken) ?? Variables("Slipway", "slipway@localhost");

    /// <summary>The repository's user; <see langword="null"/> when it has none.</summary>
    internal static async Task<IReadOnlyDictionary<string, string>?> FindAsync(
        GitCommand git, string directory, CancellationToken cancellationToken)
    {
        var name = await git.TryAsync(directory, ["config", "user.name"], cancellationToken);
        var email = await git.TryAsync(directory, ["config", "user.email"], cancellationToken);
        return name.Output.Trim() is { Length: > 0 } userName && email.Output.Trim() is { Length: > 0 } userEmail
            ? Variables(userName, userEmail)
            : null;
    }

    private static Dictionary<string, string> Variables(string name, string email) => new(StringComparer.Ordinal)
    {
        ["GIT_AUTHOR_NAME"] = name,
        ["GIT_AUTHOR_EMAIL"] = email,
        ["GIT_COMMITTER_NAME"] = name,
        ["GIT_COMMITTER_EMAIL"] = email,
    };
}
