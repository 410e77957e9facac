namespace Slipway.Integrations.Git.GitHub;

/// <summary>Who Slipway is at GitHub.</summary>
internal interface IGitHubCredentials
{
    /// <summary>A token that is good now for a repository.</summary>
    Task<GitHubToken> TokenAsync(GitHubRepository repository, CancellationToken cancellationToken);

    /// <summary>Who the GitHub App itself is, without an installation; <see langword="null"/> when Slipway is none.</summary>
    GitHubToken? AppToken();
}
