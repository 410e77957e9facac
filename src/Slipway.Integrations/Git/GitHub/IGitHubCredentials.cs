namespace Slipway.Integrations.Git.GitHub;

/// <summary>Who Slipway is at GitHub.</summary>
internal interface IGitHubCredentials
{
    /// <summary>A token that is good now for a repository.</summary>
    Task<GitHubToken> TokenAsync(GitHubRepository repository, CancellationToken cancellationToken);

    /// <summary>Whether there can be another token once GitHub does not take one any more. Default no.</summary>
    bool CanRenew => false;

    /// <summary>Gives a token up that GitHub did not take: the next one is another.</summary>
    void Forget(GitHubRepository repository, GitHubToken token)
    {
    }

    /// <summary>Who the GitHub App itself is, without an installation; <see langword="null"/> when Slipway is none.</summary>
    GitHubToken? AppToken();
}
