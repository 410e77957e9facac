namespace Slipway.Integrations.Git.GitHub;

/// <summary>Who Slipway is at GitHub.</summary>
internal interface IGitHubCredentials
{
    /// <summary>A token that is good now for a repository.</summary>
    Task<string> TokenAsync(GitHubRepository repository, CancellationToken cancellationToken);
}
