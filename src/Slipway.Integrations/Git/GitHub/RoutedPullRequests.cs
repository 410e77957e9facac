using Slipway.Core.Ports;

namespace Slipway.Integrations.Git.GitHub;

/// <summary>Pull requests where a repository's remote says they belong: on GitHub, or else in the repository itself.</summary>
internal sealed class RoutedPullRequests(
    IGitPlatform local, GitHubPullRequests github, GitHubReports reports, GitHubReplies replies, GitHubRemotes remotes) : IGitPlatform
{
    /// <inheritdoc/>
    public async Task<PullRequest> OpenPullRequestAsync(Workspace workspace, PullRequestText text, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        ArgumentNullException.ThrowIfNull(text);
        return await remotes.FindAsync(workspace.Repository, cancellationToken) is { } on
            ? await github.OpenAsync(on, workspace, text, cancellationToken)
            : await local.OpenPullRequestAsync(workspace, text, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<PullRequest?> FindPullRequestAsync(RepositoryInfo repository, string branch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(repository);
        return await remotes.FindAsync(repository, cancellationToken) is { } on
            ? (await github.FindAsync(on, branch, cancellationToken))?.Describe()
            : await local.FindPullRequestAsync(repository, branch, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<PullRequest?> GetPullRequestAsync(RepositoryInfo repository, int number, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(repository);
        return await remotes.FindAsync(repository, cancellationToken) is { } on
            ? await github.TryGetAsync(on, number, cancellationToken)
            : await local.GetPullRequestAsync(repository, number, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<PullRequest?> FindLinkedPullRequestAsync(
        RepositoryInfo repository, string link, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(repository);
        return await remotes.FindAsync(repository, cancellationToken) is { } on
            ? (await github.FindLinkedAsync(on, link, cancellationToken))?.Describe()
            : await local.FindLinkedPullRequestAsync(repository, link, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task ReportAsync(Workspace workspace, int number, WorkflowReport report, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        ArgumentNullException.ThrowIfNull(report);
        if (await remotes.FindAsync(workspace.Repository, cancellationToken) is { } on)
        {
            await reports.TellAsync(on, workspace.WorkflowId, number, report, cancellationToken);
        }
        else
        {
            await local.ReportAsync(workspace, number, report, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async Task CommentAsync(
        RepositoryInfo repository, int number, PullRequestReply reply, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(repository);
        ArgumentNullException.ThrowIfNull(reply);
        if (await remotes.FindAsync(repository, cancellationToken) is { } on)
        {
            await replies.SayAsync(on, number, reply, cancellationToken);
        }
        else
        {
            await local.CommentAsync(repository, number, reply, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async Task<PullRequest> MergeAsync(Workspace workspace, string expectedHeadSha, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        return await remotes.FindAsync(workspace.Repository, cancellationToken) is { } on
            ? await github.MergeAsync(on, workspace.Branch, expectedHeadSha, cancellationToken)
            : await local.MergeAsync(workspace, expectedHeadSha, cancellationToken);
    }
}
