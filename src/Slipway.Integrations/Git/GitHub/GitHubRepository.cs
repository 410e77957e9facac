using System.Text.RegularExpressions;

namespace Slipway.Integrations.Git.GitHub;

/// <summary>A repository on GitHub.</summary>
/// <param name="Owner">The account it belongs to.</param>
/// <param name="Name">Its name there.</param>
internal sealed partial record GitHubRepository(string Owner, string Name)
{
    /// <summary>The beginning of its addresses in the API.</summary>
    internal string Path => $"/repos/{Owner}/{Name}";

    /// <summary>Reads a remote's address: <c>https://HOST/owner/name.git</c>, <c>ssh://git@HOST/owner/name</c>,
    /// <c>git@HOST:owner/name.git</c>.</summary>
    /// <returns><see langword="null"/> when it is on another host.</returns>
    internal static GitHubRepository? Parse(string remote, string host)
    {
        var match = Address().Match(remote.Trim());
        var bare = host.Split(':')[0];
        return match.Success && (Same(match, host) || (!match.Groups["web"].Success && Same(match, bare)))
            ? Named($"{match.Groups["owner"].Value}/{match.Groups["name"].Value}")
            : null;
    }

    /// <summary>Reads <c>owner/name</c>; <see langword="null"/> when it is something else.</summary>
    internal static GitHubRepository? Named(string fullName) =>
        FullName().Match(fullName) is { Success: true } match
            ? new GitHubRepository(match.Groups["owner"].Value, match.Groups["name"].Value)
            : null;

    /// <inheritdoc/>
    public override string ToString() => $"{Owner}/{Name}";

    private static bool Same(Match match, string host) => match.Groups["host"].Value.Equals(host, StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(
        @"^((?<web>https?://)([^/@\s]+@)?|ssh://([^/@\s]+@)?|[^/@\s:]+@)(?<host>[A-Za-z0-9.-]+(:[0-9]+)?)"
        + @"[/:](?<owner>[A-Za-z0-9_.-]+)/(?<name>[A-Za-z0-9_.-]+?)(\.git)?/?$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Address();

    [GeneratedRegex(
        "^(?<owner>[A-Za-z0-9_-]+)/(?<name>[A-Za-z0-9_.-]*[A-Za-z0-9_-][A-Za-z0-9_.-]*)$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex FullName();
}
