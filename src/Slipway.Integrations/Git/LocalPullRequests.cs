using Slipway.Core;
using Slipway.Core.Policies;
using Slipway.Core.Ports;

namespace Slipway.Integrations.Git;

/// <summary>
/// Pull requests kept in the repository itself, as refs: see <see cref="PullRequestRefs"/>. Nothing but Git is needed, and a clone that
/// fetches <c>refs/slipway/*</c> has them too. A pull request's address is <c>file://…#refs/slipway/pulls/&lt;n&gt;/head</c>.
/// </summary>
internal sealed class LocalPullRequests(GitCommand git, BaseBranchMerge merge, RepositoryGates gates, TimeProvider time) : IGitPlatform
{
    private const int MaximumTries = 20;
    private const int MaximumTitle = 200;
    private const int MaximumBody = 64 * 1024;

    private readonly PullRequestRefs _refs = new(git, new GitRemote(git));

    /// <inheritdoc/>
    public Task<PullRequest> OpenPullRequestAsync(Workspace workspace, PullRequestText text, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        ArgumentNullException.ThrowIfNull(text);
        return gates.AloneAsync(
            workspace.Repository.Path,
            () => RepeatAsync(() => TryOpenAsync(workspace, text, cancellationToken), workspace),
            cancellationToken);
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
        return gates.AloneAsync(
            workspace.Repository.Path,
            () => RepeatAsync(() => TryMergeAsync(workspace, expectedHeadSha, cancellationToken), workspace),
            cancellationToken);
    }

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
            };
        if (found is { IsOpen: true } && (record != found.Record || head != found.HeadSha))
        {
            record = record with { UpdatedAt = now };
        }

        var number = found is { IsOpen: true } ? found.Number : PullRequestRefs.NextNumber(known);
        var meta = await _refs.WriteRecordAsync(repository.Path, record, cancellationToken);
        var next = new StoredPullRequest(number, record, meta, head);
        return await _refs.TryWriteAsync(repository, known, next, [], cancellationToken) ? next : null;
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

        if (!pull.IsOpen)
        {
            throw BaseBranchMerge.Refused($"Pull request {pull.Number} is {pull.Record.State}. Open a new one.");
        }

        var head = await git.RunAsync(
            repository.Path, ["rev-parse", "--verify", $"refs/heads/{workspace.LocalBranch}^{{commit}}"], cancellationToken);
        if (head != expectedHead)
        {
            throw BaseBranchMerge.Refused(
                $"The branch '{workspace.Branch}' is at {Short(head)}, but {Short(expectedHead)} was validated. "
                + "Validate the new head before merging.");
        }

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

    private static async Task<PullRequest> RepeatAsync(Func<Task<StoredPullRequest?>> tryOnce, Workspace workspace)
    {
        for (var attempt = 0; attempt < MaximumTries; attempt++)
        {
            if (await tryOnce() is { } done)
            {
                return done.Describe(workspace.Repository);
            }
        }

        throw new SlipwayException(
            ErrorCodes.MergeRefused,
            $"The repository '{workspace.Repository.Path}' was changed by others {MaximumTries} times while pull request "
            + $"of '{workspace.Branch}' was worked on. Try again when it is quieter.",
            ErrorCategory.Transient);
    }

    private static string Title(PullRequestText text)
    {
        var line = new string([.. text.Title.Select(character => char.IsControl(character) ? ' ' : character)]).Trim();
        return line.Length == 0 ? "Work of an agent" : Cut(line, MaximumTitle);
    }

    private static string Cut(string text, int length) => text.Length <= length ? text : text[..(length - 1)] + "…";

    private static string Short(string sha) => sha.Length > 12 ? sha[..12] : sha;
}
