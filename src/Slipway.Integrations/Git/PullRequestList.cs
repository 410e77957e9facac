using Slipway.Core;
using Slipway.Core.Ports;

namespace Slipway.Integrations.Git;

/// <summary>The pull requests of a repository at one moment.</summary>
/// <param name="Pulls">Those that the repository holds, by number.</param>
/// <param name="There">What refs of pull requests the remote holds, by name; empty without a remote.</param>
internal sealed record PullRequestList(IReadOnlyList<StoredPullRequest> Pulls, IReadOnlyDictionary<string, string> There)
{
    /// <summary>The pull request of a branch: the open one, or else the newest.</summary>
    internal StoredPullRequest? OfBranch(string branch)
    {
        var own = Pulls.Where(pull => pull.Record.Branch == branch).OrderByDescending(pull => pull.Number).ToList();
        return own.FirstOrDefault(pull => pull.IsOpen) ?? own.FirstOrDefault();
    }

    /// <summary>The pull request of a number.</summary>
    /// <exception cref="SlipwayException">There is none.</exception>
    internal StoredPullRequest OfNumber(int number, RepositoryInfo repository) =>
        Pulls.FirstOrDefault(pull => pull.Number == number) ?? throw new SlipwayException(
            ErrorCodes.PullRequestUnusable,
            $"The repository '{repository.Path}' has no pull request {number}. "
            + (Pulls.Count == 0 ? "It keeps none yet." : $"The newest is {Pulls[^1].Number}."));
}
