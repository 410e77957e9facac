using Slipway.Core.Ports;

namespace Slipway.Integrations.Git.GitHub;

/// <summary>Tells which local repositories are on GitHub, by the address of their remote.</summary>
internal sealed class GitHubRemotes(GitCommand git, GitHubOptions options)
{
    /// <summary>Finds a repository on GitHub; <see langword="null"/> when it is elsewhere, or nothing says who Slipway is there.</summary>
    internal async Task<GitHubRepository?> FindAsync(RepositoryInfo repository, CancellationToken cancellationToken)
    {
        if (!options.IsSet || repository.Remote is not { } remote)
        {
            return null;
        }

        var address = await git.TryAsync(repository.Path, ["config", "--get", $"remote.{remote}.url"], cancellationToken);
        return address.Succeeded ? GitHubRepository.Parse(address.Output, options.WebHost) : null;
    }
}
