using Slipway.Core.Ports;

namespace Slipway.Integrations.Git;

/// <summary>
/// Pull requests kept in the repository itself, as refs: see <see cref="PullRequestRefs"/>. Nothing but Git is needed, and a clone that
/// fetches <c>refs/slipway/*</c> has them too. A pull request's address is <c>file://…#refs/slipway/pulls/&lt;n&gt;/head</c>.
/// </summary>
internal sealed class LocalPullRequests(GitCommand git, BaseBranchMerge merge, RepositoryGates gates, TimeProvider time) : IGitPlatform
{
    private const int MaximumTitle = 200;
    private const int MaximumBody = 64 * 1024;

    private readonly PullRequestRefs _refs = new(git, new GitRemote(git));
    private readonly PullRequestComments _comments = new(git, new GitRemote(git));

    /// <inheritdoc/>
    public Task<PullRequest> OpenPullRequestAsync(Workspace workspace, PullRequestText text, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        ArgumentNullException.ThrowIfNull(text);
        return ChangeAsync(
            workspace.Repository, $"the pull request of '{workspace.Branch}'",
            () => TryOpenAsync(workspace, text, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<PullRequest?> FindPullRequestAsync(RepositoryInfo repository, string branch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(repository);
        return await gates.AloneAsync(repository.Path, () => TryFindAsync(repository, branch, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<PullRequest?> GetPullRequestAsync(RepositoryInfo repository, int number, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(repository);
        var known = await gates.AloneAsync(repository.Path, () => _refs.LoadAsync(repository, cancellationToken), cancellationToken);
        return known.Pulls.FirstOrDefault(pull => pull.Number == number)?.Describe(repository);
    }

    /// <inheritdoc/>
    public Task<PullRequest> MergeAsync(Workspace workspace, string expectedHeadSha, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        return ChangeAsync(
            workspace.Repository, $"the pull request of '{workspace.Branch}'",
            () => TryMergeAsync(workspace, expectedHeadSha, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task ReportAsync(Workspace workspace, int number, WorkflowReport report, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        ArgumentNullException.ThrowIfNull(report);
        // What runs is seen at the host. Each record is a push, where there is a remote.
        if (report.Standing != ReportStanding.Running)
        {
            await ChangeAsync(
                workspace.Repository, $"pull request {number}",
                () => TryReportAsync(workspace.Repository, number, report.Text, cancellationToken), cancellationToken);
        }
    }

    /// <inheritdoc/>
    public Task CommentAsync(RepositoryInfo repository, int number, PullRequestReply reply, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(repository);
        ArgumentNullException.ThrowIfNull(reply);
        return ChangeAsync(
            repository, $"pull request {number}", () => TryCommentAsync(repository, number, reply, cancellationToken), cancellationToken);
    }

    /// <summary>Merges a pull request by its number, or finds it merged.</summary>
    /// <param name="repository">Where.</param>
    /// <param name="number">Its number.</param>
    /// <param name="expectedHead">The beginning of the head that was looked at; empty for the one it has.</param>
    /// <param name="cancellationToken">Gives up.</param>
    internal Task<PullRequest> MergeAsync(
        RepositoryInfo repository, int number, string expectedHead, CancellationToken cancellationToken) => ChangeAsync(
            repository, $"pull request {number}",
            () => TryMergeAsync(repository, number, expectedHead, cancellationToken), cancellationToken);

    private Task<PullRequest> ChangeAsync(
        RepositoryInfo repository, string what, Func<Task<StoredPullRequest?>> tryOnce, CancellationToken cancellationToken) =>
        gates.AloneAsync(
            repository.Path,
            async () => (await RefRaces.RepeatAsync(repository, what, tryOnce)).Describe(repository),
            cancellationToken);

    private async Task<PullRequest?> TryFindAsync(RepositoryInfo repository, string branch, CancellationToken cancellationToken)
    {
        var known = await _refs.LoadAsync(repository, cancellationToken);
        if (known.OfBranch(branch) is not { } pull)
        {
            return null;
        }

        // Its record is written by the step that merges, which finds the same.
        var mergeSha = pull.IsOpen ? await merge.FindMergeAsync(repository, pull, cancellationToken) : null;
        var found = pull.Describe(repository);
        return mergeSha is null ? found : found with { State = StoredPullRequest.Merged, MergeSha = mergeSha };
    }

    private async Task<StoredPullRequest?> TryOpenAsync(Workspace workspace, PullRequestText text, CancellationToken cancellationToken)
    {
        var repository = workspace.Repository;
        var head = await git.RunAsync(
            repository.Path, ["rev-parse", "--verify", $"refs/heads/{workspace.LocalBranch}^{{commit}}"], cancellationToken);
        var known = await _refs.LoadAsync(repository, cancellationToken);
        var found = known.OfBranch(workspace.Branch);
        if (found is { IsMerged: true } && found.HeadSha == head)
        {
            return found;
        }

        var now = time.GetUtcNow();
        var record = found is { IsOpen: true }
            ? found.Record with { Title = Title(text), Body = Cut(text.Body, MaximumBody) }
            : new PullRequestRecord
            {
                Title = Title(text),
                Body = Cut(text.Body, MaximumBody),
                Branch = workspace.Branch,
                BaseBranch = repository.BaseBranch,
                WorkflowId = workspace.WorkflowId,
                State = StoredPullRequest.Open,
                CreatedAt = now,
                UpdatedAt = now,
                Draft = text.Settings is { Draft: true } ? true : null,
            };
        record = record.With(text.Settings);
        if (found is { IsOpen: true } && (record.ToJson() != found.Record.ToJson() || head != found.HeadSha))
        {
            record = record with { UpdatedAt = now };
        }

        var number = found is { IsOpen: true } ? found.Number : PullRequestRefs.NextNumber(known);
        var meta = await _refs.WriteRecordAsync(repository.Path, record, cancellationToken);
        var next = new StoredPullRequest(number, record, meta, head);
        return await _refs.TryWriteAsync(repository, known, next, [], cancellationToken) ? next : null;
    }

    private async Task<StoredPullRequest?> TryReportAsync(
        RepositoryInfo repository, int number, string text, CancellationToken cancellationToken)
    {
        var known = await _refs.LoadAsync(repository, cancellationToken);
        var pull = known.OfNumber(number, repository);
        if (pull.Record.Report == text)
        {
            return pull;
        }

        var now = time.GetUtcNow();
        var record = pull.Record with { Report = text, ReportedAt = now, UpdatedAt = now };
        var next = pull with { Record = record, MetaSha = await _refs.WriteRecordAsync(repository.Path, record, cancellationToken) };
        return await _refs.TryWriteAsync(repository, known, next, [], cancellationToken) ? next : null;
    }

    private async Task<StoredPullRequest?> TryCommentAsync(
        RepositoryInfo repository, int number, PullRequestReply reply, CancellationToken cancellationToken)
    {
        var known = await _refs.LoadAsync(repository, cancellationToken);
        var pull = known.OfNumber(number, repository);
        if (await _comments.HasAsync(repository.Path, number, reply.Marker, cancellationToken))
        {
            return pull;
        }

        var identity = await GitIdentity.ReadAsync(git, repository.Path, cancellationToken);
        return await _comments.TryAddAsync(
            repository, known, number, PullRequestComments.Marked(reply.Text, reply.Marker), identity, cancellationToken) ? pull : null;
    }

    private async Task<StoredPullRequest?> TryMergeAsync(Workspace workspace, string expectedHead, CancellationToken cancellationToken)
    {
        var repository = workspace.Repository;
        var known = await _refs.LoadAsync(repository, cancellationToken);
        var pull = known.OfBranch(workspace.Branch)
            ?? throw BaseBranchMerge.Refused($"The branch '{workspace.Branch}' has no pull request. Open one first.");
        if (pull.IsMerged)
        {
            return pull;
        }

        RequireOpen(pull);
        if (pull.Record.Draft == true)
        {
            throw BaseBranchMerge.Refused(
                $"Pull request {pull.Number} is a draft. When it is ready, merge it: slipway pr merge {pull.Number}, and retry then.");
        }

        var head = await git.RunAsync(
            repository.Path, ["rev-parse", "--verify", $"refs/heads/{workspace.LocalBranch}^{{commit}}"], cancellationToken);
        if (head != expectedHead)
        {
            throw BaseBranchMerge.Refused(
                $"The branch '{workspace.Branch}' is at {Short(head)}, but {Short(expectedHead)} was validated. "
                + "Validate the new head before merging.");
        }

        return await TryMergeAsync(repository, known, pull, head, cancellationToken);
    }

    private async Task<StoredPullRequest?> TryMergeAsync(
        RepositoryInfo repository, int number, string expectedHead, CancellationToken cancellationToken)
    {
        var known = await _refs.LoadAsync(repository, cancellationToken);
        var pull = known.OfNumber(number, repository);
        if (pull.IsMerged)
        {
            return pull;
        }

        RequireOpen(pull);
        if (!pull.HeadSha.StartsWith(expectedHead, StringComparison.OrdinalIgnoreCase))
        {
            throw BaseBranchMerge.Refused(
                $"The head of pull request {number} is {Short(pull.HeadSha)}, not {Short(expectedHead)}. "
                + "Look at the new one before merging.");
        }

        // A clone may be without the branch, or behind; but commits that only the branch has would not be merged.
        var branch = await git.TryAsync(
            repository.Path, ["rev-parse", "-q", "--verify", $"refs/heads/{pull.Record.Branch}^{{commit}}"], cancellationToken);
        var holds = !branch.Succeeded
            || (await git.TryAsync(
                repository.Path, ["merge-base", "--is-ancestor", branch.Output, pull.HeadSha], cancellationToken)).Succeeded;
        return holds
            ? await TryMergeAsync(repository, known, pull, pull.HeadSha, cancellationToken)
            : throw BaseBranchMerge.Refused(
                $"The branch '{pull.Record.Branch}' is at {Short(branch.Output)}, but the head of pull request {number} is "
                + $"{Short(pull.HeadSha)}. Wait for its workflow to validate the new commits, or take them back.");
    }

    private async Task<StoredPullRequest?> TryMergeAsync(
        RepositoryInfo repository, PullRequestList known, StoredPullRequest pull, string head, CancellationToken cancellationToken)
    {
        if (await merge.PlanAsync(repository, pull, head, cancellationToken) is not { } plan)
        {
            return null;
        }

        var now = time.GetUtcNow();
        var record = pull.Record with { State = StoredPullRequest.Merged, MergeSha = plan.MergeSha, MergedAt = now, UpdatedAt = now };
        var meta = await _refs.WriteRecordAsync(repository.Path, record, cancellationToken);
        var next = new StoredPullRequest(pull.Number, record, meta, head);
        return await FinishAsync(repository, known, plan, next, cancellationToken) ? next : null;
    }

    /// <summary>
    /// Remote first, then the base branch here, then the record here: whatever is cut off is found merged by the next run.
    /// </summary>
    private async Task<bool> FinishAsync(
        RepositoryInfo repository, PullRequestList known, MergePlan plan, StoredPullRequest next, CancellationToken cancellationToken)
    {
        if (await _refs.TryPushAsync(repository, known, next, plan.Push, cancellationToken) is { } refusal)
        {
            return refusal.Raced
                ? false
                : throw BaseBranchMerge.Refused(
                    $"The remote '{repository.Remote}' does not take the merge into '{repository.BaseBranch}': {refusal.Message}");
        }

        return await merge.BringAlongAsync(repository, plan, cancellationToken)
            && await _refs.TryWriteLocallyAsync(repository.Path, known, next, cancellationToken);
    }

    private static void RequireOpen(StoredPullRequest pull)
    {
        if (!pull.IsOpen)
        {
            throw BaseBranchMerge.Refused($"Pull request {pull.Number} is {pull.Record.State}. Open a new one.");
        }
    }

    private static string Title(PullRequestText text)
    {
        var line = new string([.. text.Title.Select(character => char.IsControl(character) ? ' ' : character)]).Trim();
        return line.Length == 0 ? "Work of an agent" : Cut(line, MaximumTitle);
    }

    private static string Cut(string text, int length) => text.Length <= length ? text : text[..(length - 1)] + "…";

    private static string Short(string sha) => sha.Length > 12 ? sha[..12] : sha;
}
