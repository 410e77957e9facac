using Slipway.Core;
using Slipway.Core.Policies;
using Slipway.Core.Ports;

namespace Slipway.Integrations.Git;

/// <summary>Commits what a worktree holds, pushes its branch, and describes it.</summary>
internal sealed class WorktreeCommits(GitCommand git, GitRemote remote)
{
    private const int MaximumSubject = 200;
    private const int MaximumCommits = 100;
    private const string PushedFile = "slipway-pushed";

    /// <summary>Stages all but what agents leave beside their work. Files that are already tracked are staged all the same.</summary>
    internal static readonly string[] AddEverything =
    [
        "add", "-A", "--", ":/",
        ":(top,exclude,glob)**/.aider.chat.history.md", ":(top,exclude,glob)**/.aider.input.history",
        ":(top,exclude,glob)**/.aider.tags.cache.v*/**",
    ];

    private readonly StepLog _steps = new(git);
    private readonly NestedRepositories _nested = new(git);
    private readonly BranchMerges _merges = new(git);

    internal async Task<BranchState> CommitAsync(
        Workspace workspace, string gitDirectory, string subject, string marker, CancellationToken cancellationToken)
    {
        Require(marker);
        await _nested.AbsorbAsync(workspace, cancellationToken);
        await git.RunAsync(workspace.Path, AddEverything, cancellationToken);
        var staged = await git.TryAsync(workspace.Path, ["diff", "--cached", "--quiet", "--no-ext-diff"], cancellationToken);
        if (!staged.Succeeded)
        {
            await CommitStagedAsync(workspace, subject, marker, cancellationToken);
        }

        var head = await git.RunAsync(workspace.Path, ["rev-parse", "--verify", "HEAD"], cancellationToken);
        var committed = await _steps.IsOfStepAsync(workspace, gitDirectory, marker, head, cancellationToken);
        await StepLog.AppendAsync(gitDirectory, marker, head, cancellationToken);
        return await FinishAsync(workspace, gitDirectory, head, committed, cancellationToken);
    }

    internal async Task<BranchState?> FindAsync(
        Workspace workspace, string gitDirectory, string marker, CancellationToken cancellationToken)
    {
        Require(marker);
        if (!await _steps.HasCommittedAsync(workspace, gitDirectory, marker, cancellationToken))
        {
            return null;
        }

        var head = await git.RunAsync(workspace.Path, ["rev-parse", "--verify", "HEAD"], cancellationToken);
        return await FinishAsync(workspace, gitDirectory, head, committed: true, cancellationToken);
    }

    /// <summary>Moves the branch on to what its remote has, when that goes on from it.</summary>
    internal async Task<BranchState?> PullAsync(
        Workspace workspace, string gitDirectory, string knownSha, CancellationToken cancellationToken)
    {
        var head = await git.RunAsync(workspace.Path, ["rev-parse", "--verify", "HEAD"], cancellationToken);
        if (workspace.Repository.Remote is { } name)
        {
            head = await ForwardAsync(workspace, gitDirectory, name, head, cancellationToken);
        }

        return head == knownSha ? null : await DescribeAsync(workspace, head, committed: false, cancellationToken);
    }

    private async Task<string> ForwardAsync(
        Workspace workspace, string gitDirectory, string name, string head, CancellationToken cancellationToken)
    {
        var branch = $"refs/heads/{workspace.Branch}";
        var there = (await remote.ListAsync(workspace.Path, name, cancellationToken, branch)).GetValueOrDefault(branch);
        if (there is null || await HoldsAsync(workspace.Path, there, head, cancellationToken))
        {
            return head;
        }

        var fetched = await remote.FetchAsync(workspace.Path, name, branch, cancellationToken);
        if (!fetched.Succeeded)
        {
            throw new SlipwayException(
                ErrorCodes.GitFailed, $"The branch '{workspace.Branch}' cannot be fetched from '{name}': {fetched.Error}",
                ErrorCategory.Transient);
        }

        if (!await HoldsAsync(workspace.Path, head, there, cancellationToken))
        {
            throw Diverged(workspace, name);
        }

        // As a step of its own, so that no other takes the credit; before the branch moves, because a pull that is repeated after a crash
        // finds nothing to do when it has moved.
        await StepLog.AppendAsync(gitDirectory, $"{workspace.WorkflowId}/pushed-{there}", there, cancellationToken);
        await git.RunAsync(workspace.Path, ["reset", "--hard", "--quiet", there], cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(gitDirectory, PushedFile), there, cancellationToken);
        return there;
    }

    private static SlipwayException Diverged(Workspace workspace, string name) => new(
        ErrorCodes.GitFailed,
        $"The branch '{workspace.Branch}' has commits on '{name}' that are not from this workflow. "
        + $"Merge them into '{workspace.Path}', or delete the branch there, and recover the workflow.");

    private async Task<BranchState> FinishAsync(
        Workspace workspace, string gitDirectory, string head, bool committed, CancellationToken cancellationToken)
    {
        if (PullRequestBranch.TargetOf(workspace) is { } name && head != workspace.Repository.BaseSha)
        {
            await PushAsync(workspace, gitDirectory, name, head, cancellationToken);
        }

        return await DescribeAsync(workspace, head, committed, cancellationToken);
    }

    private static void Require(string marker)
    {
        if (string.IsNullOrEmpty(marker) || marker.Any(character => char.IsWhiteSpace(character) || char.IsControl(character)))
        {
            throw new ArgumentException("A marker is not empty and holds no blanks.", nameof(marker));
        }
    }

    private async Task CommitStagedAsync(Workspace workspace, string subject, string marker, CancellationToken cancellationToken)
    {
        var identity = await GitIdentity.ReadAsync(git, workspace.Path, cancellationToken);
        var message = $"{OneLine(subject)}\n\n{StepLog.Trailer}: {marker}\n";
        await git.RunAsync(
            workspace.Path,
            ["commit", "--quiet", "--no-verify", "--no-gpg-sign", "--cleanup=verbatim", "-F", "-"],
            cancellationToken,
            new GitContext(message, identity));
    }

    /// <summary>Pushes the branch, unless somebody else has put commits there that it does not hold.</summary>
    private async Task PushAsync(Workspace workspace, string gitDirectory, string name, string head, CancellationToken cancellationToken)
    {
        var branch = $"refs/heads/{workspace.Branch}";
        var pushedFile = Path.Combine(gitDirectory, PushedFile);
        var refs = workspace.PullRequest is { } number
            ? await remote.ListAsync(workspace.Path, name, cancellationToken, branch, PullRequestRefs.HeadOf(number))
            : await remote.ListAsync(workspace.Path, name, cancellationToken, branch);
        var there = refs.GetValueOrDefault(branch, string.Empty);
        if (there != head)
        {
            var pushedBefore = File.Exists(pushedFile) ? await File.ReadAllTextAsync(pushedFile, cancellationToken) : string.Empty;
            if (there.Length == 0 && workspace.PullRequest is not null)
            {
                throw new SlipwayException(
                    ErrorCodes.PullRequestUnusable,
                    $"The branch '{workspace.Branch}' of pull request {workspace.PullRequest} is gone. Push it again, and retry.");
            }

            if (there.Length > 0 && there != pushedBefore && !await HoldsAsync(workspace.Path, there, head, cancellationToken))
            {
                throw Diverged(workspace, name);
            }

            RefUpdate[] updates = [new(branch, head, there), .. PullRequestBranch.Along(workspace, refs, head)];
            if (await remote.PushAsync(workspace.Path, name, updates, cancellationToken) is { } refusal)
            {
                throw refusal.ToException($"The branch '{workspace.Branch}'");
            }
        }

        await File.WriteAllTextAsync(pushedFile, head, cancellationToken);
    }

    private async Task<bool> HoldsAsync(string directory, string ancestor, string head, CancellationToken cancellationToken) =>
        (await git.TryAsync(directory, ["merge-base", "--is-ancestor", ancestor, head], cancellationToken)).Succeeded;

    private async Task<BranchState> DescribeAsync(Workspace workspace, string head, bool committed, CancellationToken cancellationToken)
    {
        var log = await git.RunAsync(
            workspace.Path,
            [
                "log", "--first-parent", "--reverse", $"--max-count={MaximumCommits}", "--format=%H %s",
                $"{workspace.Repository.BaseSha}..{head}",
            ],
            cancellationToken);
        var commits = log.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => new CommitInfo(line.Split(' ')[0], Cut(line[(line.IndexOf(' ') + 1)..])))
            .ToList();

        // What came from the base is nobody's work here.
        var from = await _merges.NewestBaseAsync(workspace.Path, workspace.Repository.BaseSha, head, cancellationToken);
        var stat = await DiffSize.ReadAsync(git, workspace.Path, $"{from}...{head}", cancellationToken);
        return new BranchState(head, stat.Files == 0 ? [] : commits, stat, committed);
    }

    private static string OneLine(string subject)
    {
        var line = new string([.. subject.Select(character => char.IsControl(character) ? ' ' : character)]).Trim();
        return line.Length == 0 ? "Work of an agent" : Cut(line);
    }

    private static string Cut(string line) => line.Length <= MaximumSubject ? line : line[..(MaximumSubject - 1)] + "…";
}
