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
}
