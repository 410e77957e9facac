using System.Net;
using Slipway.Core;
using Slipway.Core.Policies;
using Slipway.Core.Ports;

namespace Slipway.Integrations.Git.GitHub;

/// <summary>Pull requests on GitHub. Branches get there by push, which uses Git's own credentials.</summary>
internal sealed class GitHubPullRequests(GitHubClient client, GitCommand git, GitHubOptions options)
{
    private const int MaxTitle = 250;
    private const int MaxBody = 60_000;
    private const int MaxLookedThrough = 1_000;

    private readonly PullRequestDress _dress = new(client, options);

    /// <summary>Opens the branch's pull request, or finds and updates it.</summary>
    internal async Task<PullRequest> OpenAsync(
        GitHubRepository on, Workspace workspace, PullRequestText text, CancellationToken cancellationToken)
    {
        var head = await git.RunAsync(
            workspace.Repository.Path, ["rev-parse", "--verify", $"refs/heads/{workspace.LocalBranch}^{{commit}}"], cancellationToken);
        var wanted = new PullRequestText(
            Cut(text.Title, MaxTitle), $"{Cut(text.Body, MaxBody)}\n{GitHubIssues.MarkerOf(workspace.WorkflowId)}",
            text.Settings);
        var found = await FindAsync(on, workspace.Branch, cancellationToken);
        if (found is { IsMerged: true } && found.Head.Sha == head)
        {
            return found.Describe();
        }

        var open = found is { IsOpen: true }
            ? await UpdateAsync(on, found, wanted, cancellationToken)
            : await CreateAsync(on, workspace, wanted, cancellationToken);
        await _dress.PutOnAsync(on, open, text.Settings, cancellationToken);

        // GitHub may not have seen the push yet; what was pushed is what gets validated.
        return open.Describe() with { HeadSha = head };
    }

    /// <summary>The branch's pull request: the open one, or else the newest.</summary>
    internal async Task<PullRequestData?> FindAsync(GitHubRepository on, string branch, CancellationToken cancellationToken)
    {
        var reply = await client.GetAsync(
            on, $"/pulls?head={Uri.EscapeDataString($"{on.Owner}:{branch}")}&state=all&sort=created&direction=desc&per_page=20",
            cancellationToken);
        var pulls = reply.ReadList<PullRequestData>().Where(pull => pull.Head.Ref == branch).ToList();
        return pulls.FirstOrDefault(pull => pull.IsOpen) ?? pulls.FirstOrDefault();
    }

    /// <summary>The newest open pull request of the repository itself whose text has a link, among the first thousand.</summary>
    internal async Task<PullRequestData?> FindLinkedAsync(GitHubRepository on, string link, CancellationToken cancellationToken) =>
        await client.ListAsync<PullRequestData>(on, "/pulls?state=open&sort=created&direction=desc&per_page=100", null, cancellationToken)
            .Take(MaxLookedThrough)
            .FirstOrDefaultAsync(pull => pull.Describe().Fork is null && Has(pull.Body, link), cancellationToken);

    /// <summary>A pull request by its number; <see langword="null"/> when there is none.</summary>
    internal async Task<PullRequest?> TryGetAsync(GitHubRepository on, int number, CancellationToken cancellationToken)
    {
        var reply = await client.SendAsync(
            HttpMethod.Get, on, $"/pulls/{number}", null, cancellationToken, HttpStatusCode.NotFound);
        return reply.Status == HttpStatusCode.OK ? reply.Read<PullRequestData>().Describe() : null;
    }

    /// <summary>Merges, when the head is still the expected one.</summary>
    internal async Task<PullRequest> MergeAsync(
        GitHubRepository on, string branch, string expectedHead, CancellationToken cancellationToken)
    {
        var pull = await FindAsync(on, branch, cancellationToken)
            ?? throw BaseBranchMerge.Refused($"The branch '{branch}' has no pull request on GitHub. Open one first.");
        if (pull.IsMerged)
        {
            return pull.Describe();
        }

        if (!pull.IsOpen)
        {
            throw BaseBranchMerge.Refused($"Pull request {pull.Number} is closed. Open it again, or open a new one.");
        }

        var reply = await client.SendAsync(
            HttpMethod.Put, on, $"/pulls/{pull.Number}/merge", new { sha = expectedHead, merge_method = options.MergeMethod },
            cancellationToken, HttpStatusCode.MethodNotAllowed, HttpStatusCode.Conflict);
        if (reply.Status == HttpStatusCode.OK)
        {
            return pull.Describe() with { State = "merged", HeadSha = expectedHead, MergeSha = reply.Read<Merge>().Sha };
        }

        var now = await GetAsync(on, pull.Number, cancellationToken);
        return now.IsMerged ? now.Describe() : throw WhyNot(now, expectedHead, GitHubErrors.Words(reply.Body));
    }

    private async Task<PullRequestData> GetAsync(GitHubRepository on, int number, CancellationToken cancellationToken) =>
        (await client.GetAsync(on, $"/pulls/{number}", cancellationToken)).Read<PullRequestData>();

    private async Task<PullRequestData> CreateAsync(
        GitHubRepository on, Workspace workspace, PullRequestText text, CancellationToken cancellationToken)
    {
        var made = await client.SendAsync(
            HttpMethod.Post, on, "/pulls",
            new
            {
                title = text.Title, body = text.Body, head = workspace.Branch, @base = workspace.Repository.BaseBranch,
                draft = options.Draft || text.Settings is { Draft: true },
            },
            cancellationToken, HttpStatusCode.UnprocessableEntity);
        if (made.Status == HttpStatusCode.Created)
        {
            return made.Read<PullRequestData>();
        }

        // An earlier run made it and did not live to see the answer.
        return GitHubErrors.Says(made.Body, "already exists")
            && await FindAsync(on, workspace.Branch, cancellationToken) is { IsOpen: true } found
            ? await UpdateAsync(on, found, text, cancellationToken)
            : throw GitHubErrors.Refused(
                $"GitHub does not open a pull request of '{workspace.Branch}' into '{workspace.Repository.BaseBranch}' in {on}: "
                + GitHubErrors.Words(made.Body));
    }

    private async Task<PullRequestData> UpdateAsync(
        GitHubRepository on, PullRequestData found, PullRequestText text, CancellationToken cancellationToken) =>
        found.Title == text.Title && found.Body == text.Body
            ? found
            : (await client.SendAsync(
                HttpMethod.Patch, on, $"/pulls/{found.Number}", new { title = text.Title, body = text.Body }, cancellationToken))
                .Read<PullRequestData>();

    private static SlipwayException WhyNot(PullRequestData pull, string expectedHead, string said) => pull switch
    {
        _ when pull.Head.Sha != expectedHead => BaseBranchMerge.Refused(
            $"The branch '{pull.Head.Ref}' is at {Short(pull.Head.Sha)} on GitHub, but {Short(expectedHead)} was validated. "
            + "Validate the new head before merging."),
        { Mergeable: false, MergeableState: "dirty" } => new SlipwayException(
            ErrorCodes.MergeConflict,
            $"Pull request {pull.Number} conflicts with '{pull.Base.Ref}'. Retry to have the agent resolve it, or merge '{pull.Base.Ref}' "
            + $"into '{pull.Head.Ref}' and validate that.",
            ErrorCategory.ValidationFailed),
        { Draft: true } => BaseBranchMerge.Refused($"Pull request {pull.Number} is a draft. Mark it ready on GitHub, and merge then."),
        { Mergeable: null } => GitHubErrors.Unavailable($"GitHub still finds out whether pull request {pull.Number} can be merged.", null),
        { MergeableState: "blocked" } => BaseBranchMerge.Refused(
            $"GitHub's rules for '{pull.Base.Ref}' are not met yet: required checks or reviews of pull request {pull.Number}. "
            + $"Meet them, and merge then. GitHub says: {said}"),
        _ => BaseBranchMerge.Refused($"GitHub does not merge pull request {pull.Number}: {said}"),
    };

    private static bool Has(string? body, string link) => body?.Split(link) is { Length: > 1 } parts
        && parts.Skip(1).Any(after => after.Length == 0 || !char.IsAsciiLetterOrDigit(after[0]));

    private static string Cut(string text, int length) => text.Length <= length ? text : text[..(length - 1)] + "…";

    private static string Short(string sha) => sha.Length > 12 ? sha[..12] : sha;

    private sealed record Merge(string Sha);
}
