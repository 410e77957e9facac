using Slipway.Core;
using Slipway.Core.Ports;
using Slipway.Core.Security;
using Slipway.Integrations.Git.GitHub;

namespace Slipway.Integrations.Git;

/// <summary>The pull requests of <see cref="LocalPullRequests"/> for people: listed, shown, merged by number, commented on.</summary>
internal sealed class KeptPullRequests(
    GitCommand git, LocalPullRequests local, BaseBranchMerge merge, RepositoryGates gates, GitHubOptions github, TimeProvider time)
    : IKeptPullRequests
{
    private const int MaximumBases = 100;
    private const int ShortestHead = 7;

    private readonly RepositoryInspector _inspector = new(git);
    private readonly PullRequestRefs _refs = new(git, new GitRemote(git));
    private readonly PullRequestComments _comments = new(git, new GitRemote(git));
    private readonly BaseBranch _base = new(git);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<KeptPullRequest>> ListAsync(string repository, CancellationToken cancellationToken)
    {
        var found = await FindAsync(repository, cancellationToken);
        var known = await LoadAsync(found, cancellationToken);
        var merged = new HashSet<(string BaseBranch, string Head)>();
        foreach (var name in known.Pulls.Where(pull => pull.IsOpen).Select(pull => pull.Record.BaseBranch).Distinct().Take(MaximumBases))
        {
            // Of a base branch that is gone nothing is said.
            var heads = await git.TryAsync(
                found.Path,
                ["for-each-ref", $"--merged=refs/heads/{name}", "--format=%(refname)", PullRequestRefs.AllHeads],
                cancellationToken);
            merged.UnionWith(heads.Succeeded ? heads.Output.Split('\n').Select(head => (name, head)) : []);
        }

        return
        [
            .. known.Pulls.Select(pull =>
                Describe(pull, pull.IsOpen && merged.Contains((pull.Record.BaseBranch, PullRequestRefs.HeadOf(pull.Number))))),
        ];
    }

    /// <inheritdoc/>
    public async Task<PullRequestDetails> GetAsync(
        string repository, int number, bool withPatch, CancellationToken cancellationToken)
    {
        var found = await FindAsync(repository, cancellationToken);
        var pull = (await LoadAsync(found, cancellationToken)).OfNumber(number, found);
        var (shown, range) = await LocateAsync(found, pull, cancellationToken);
        return new PullRequestDetails(
            shown,
            pull.Record.Body,
            [.. Reported(pull.Record), .. await _comments.ListAsync(found.Path, number, cancellationToken)],
            range is null ? null : await DiffSize.ReadAsync(git, found.Path, range, cancellationToken))
        {
            Patch = range is null || !withPatch
                ? null
                : await git.RunAsync(found.Path, ["diff", "--no-ext-diff", "--no-textconv", range], cancellationToken),
        };
    }

    /// <inheritdoc/>
    public async Task<PullRequest> MergeAsync(
        string repository, int number, string? expectedHead, CancellationToken cancellationToken)
    {
        if (expectedHead is not null && (expectedHead.Length < ShortestHead || !expectedHead.All(char.IsAsciiHexDigit)))
        {
            throw Invalid($"A head is a commit's SHA, or at least {ShortestHead} of its first characters, such as 3f9c2ab.");
        }

        var found = await FindAsync(repository, cancellationToken);
        return await local.MergeAsync(found, number, expectedHead ?? string.Empty, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<PullRequestComment> CommentAsync(
        string repository, int number, string text, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(text);
        var clean = Redactor.Redact(Sanitiser.Text(text)).Trim();
        if (clean.Length is 0 or > PullRequestComments.MaximumText)
        {
            throw Invalid(
                $"A comment has 1 to {PullRequestComments.MaximumText:N0} characters; "
                + (clean.Length == 0 ? "this one says nothing." : $"this one has {clean.Length:N0}."));
        }

        var found = await FindAsync(repository, cancellationToken);
        var identity = await GitIdentity.FindAsync(git, found.Path, cancellationToken)
            ?? throw Invalid(
                "Git does not know who you are, and a comment has an author. Tell it: "
                + "git config user.name \"Your Name\", and git config user.email you@example.org");
        return await gates.AloneAsync(
            found.Path,
            () => RefRaces.RepeatAsync(
                found, $"pull request {number}", () => TryCommentAsync(found, number, clean, identity, cancellationToken)),
            cancellationToken);
    }

    private async Task<PullRequestComment?> TryCommentAsync(
        RepositoryInfo repository, int number, string text, IReadOnlyDictionary<string, string> identity,
        CancellationToken cancellationToken)
    {
        var known = await _refs.LoadAsync(repository, cancellationToken);
        var pull = known.OfNumber(number, repository);
        return await _comments.TryAddAsync(repository, known, pull.Number, text, identity, cancellationToken)
            ? new PullRequestComment(identity["GIT_AUTHOR_NAME"], identity["GIT_AUTHOR_EMAIL"], time.GetUtcNow(), text)
            : null;
    }

    private async Task<RepositoryInfo> FindAsync(string repository, CancellationToken cancellationToken)
    {
        var found = await _inspector.FindAsync(repository, cancellationToken);
        if (found.Remote is not { } remote)
        {
            return found;
        }

        var address = await git.TryAsync(found.Path, ["config", "--get", $"remote.{remote}.url"], cancellationToken);
        if (GitHubRepository.Parse(address.Output, github.WebHost) is not { } there
            || (!github.IsSet && await _refs.HasAnyAsync(found.Path, cancellationToken)))
        {
            return found;
        }

        throw new SlipwayException(
            ErrorCodes.PullRequestUnusable,
            $"The pull requests of '{found.Path}' are on GitHub: see https://{github.WebHost}/{there}/pulls, or use `gh pr`. "
            + $"Should Slipway keep some as refs there, fetch them first: git fetch {remote} \"refs/slipway/*:refs/slipway/*\"");
    }

    private Task<PullRequestList> LoadAsync(RepositoryInfo repository, CancellationToken cancellationToken) =>
        gates.AloneAsync(repository.Path, () => _refs.LoadAsync(repository, cancellationToken), cancellationToken);

    /// <summary>Says whether somebody merged it by hand, and between which commits its change lies, where that is known.</summary>
    private async Task<(KeptPullRequest Shown, string? Range)> LocateAsync(
        RepositoryInfo repository, StoredPullRequest pull, CancellationToken cancellationToken)
    {
        if (pull.IsMerged)
        {
            return (Describe(pull, byHand: false), RangeOf(pull, pull.Record.MergeSha));
        }

        var refreshed = await _base.RefreshAsync(repository with { BaseBranch = pull.Record.BaseBranch }, time, cancellationToken);
        if (refreshed.BaseSha.Length == 0)
        {
            return (Describe(pull, byHand: false), null);
        }

        if (!await _base.HoldsAsync(repository.Path, pull.HeadSha, refreshed.BaseSha, cancellationToken))
        {
            return (Describe(pull, byHand: false), $"{refreshed.BaseSha}...{pull.HeadSha}");
        }

        if (!pull.IsOpen)
        {
            return (Describe(pull, byHand: false), null);
        }

        var mergeSha = await merge.FindMergeAsync(repository, pull, cancellationToken);
        return (Describe(pull, byHand: true) with { MergeSha = mergeSha }, RangeOf(pull, mergeSha));
    }

    /// <summary>After the merge, the base has the change; before it, the first parent of the merge commit had not. The record may come
    /// from another clone: what is no SHA is no argument for Git.</summary>
    private static string? RangeOf(StoredPullRequest pull, string? mergeSha) =>
        mergeSha is not { Length: > 0 } || mergeSha == pull.HeadSha || !mergeSha.All(char.IsAsciiHexDigit)
            ? null
            : $"{mergeSha}^1...{pull.HeadSha}";

    private static KeptPullRequest Describe(StoredPullRequest pull, bool byHand) => new(
        pull.Number, pull.Record.Title, byHand ? StoredPullRequest.Merged : pull.Record.State, pull.Record.Branch, pull.Record.BaseBranch,
        pull.Record.WorkflowId, pull.HeadSha, pull.Record.MergeSha, pull.Record.CreatedAt, pull.Record.UpdatedAt, pull.Record.MergedAt)
    {
        Draft = pull.Record.Draft,
        Labels = pull.Record.Labels,
        Reviewers = pull.Record.Reviewers,
    };

    /// <summary>What its workflow said, as the first comment.</summary>
    private static IEnumerable<PullRequestComment> Reported(PullRequestRecord record) =>
        record is { Report: { } text, ReportedAt: { } at }
            ? [new PullRequestComment("Slipway", string.Empty, at, Sanitiser.Text(text, PullRequestComments.MaximumText).Trim())]
            : [];

    private static SlipwayException Invalid(string message) => new(ErrorCodes.InvalidRequest, message);
}
