using Slipway.Core.Events;
using Slipway.Functions.Webhooks.Rules;

namespace Slipway.Functions.Webhooks;

/// <summary>Reads what happens to pull requests.</summary>
internal static class GitHubPullRequestEvents
{
    private const string Part = "pull_request";

    public static GitHubDelivery PullRequest(string action, GitHubPayload payload) => action switch
    {
        "opened" or "reopened" or "synchronize" or "ready_for_review" or "converted_to_draft" or "edited" =>
            Told(payload, new WorkflowSignal { Kind = SignalKind.PullRequest, Action = action }),
        "closed" => Told(payload, new WorkflowSignal
        {
            Kind = SignalKind.PullRequest, Action = payload.IsTrue(Part, "merged") ? "merged" : "closed",
        }),
        _ => GitHubDelivery.Ignored($"No workflow acts on a pull request that is {Words(action)}."),
    };

    public static GitHubDelivery Review(string action, GitHubPayload payload, string? ownLogin)
    {
        var state = payload.Text("review", "state")?.ToLowerInvariant();
        return (action, state) switch
        {
            ("submitted", "approved" or "changes_requested") when GitHubEvents.IsMachine(payload, ownLogin) =>
                GitHubDelivery.Ignored("Its author is a bot, or Slipway itself: such a review decides nothing."),
            ("submitted", "approved") => ByWriter(payload, "review", new WorkflowSignal
            {
                Kind = SignalKind.Approve, Action = state, HeadSha = payload.Text("review", "commit_id"),
            }),
            ("submitted", "changes_requested") => ByWriter(payload, "review", new WorkflowSignal
            {
                Kind = SignalKind.Reject, Action = state, HeadSha = payload.Text("review", "commit_id"),
                Reason = Changes(payload.Text("review", "body")),
            }),
            ("submitted", _) => Told(payload, new WorkflowSignal
            {
                Kind = SignalKind.Review, Action = "commented", Reason = payload.Text("review", "body"),
            }),
            ("dismissed", _) => Told(payload, new WorkflowSignal { Kind = SignalKind.Review, Action = action }),
            _ => GitHubDelivery.Ignored($"A review that is {Words(action)} decides nothing."),
        };
    }

    public static GitHubDelivery ReviewComment(string action, GitHubPayload payload, string? ownLogin)
    {
        if (action != "created")
        {
            return GitHubDelivery.Ignored($"A review comment that is {Words(action)} asks for nothing.");
        }

        if (GitHubEvents.IsMachine(payload, ownLogin) || SlashCommand.IsOurs(payload.Text("comment", "body")))
        {
            return GitHubDelivery.Ignored("Its author is a bot, or Slipway itself: such a comment asks for nothing.");
        }

        var told = ByWriter(payload, "comment", new WorkflowSignal
        {
            Kind = SignalKind.Review, Action = "review_comment", Reason = payload.Text("comment", "body"),
        });
        return told.IgnoredBecause is null ? told with { Trigger = RuleTrigger.OfReviewComment(payload) } : told;
    }

    private static GitHubDelivery ByWriter(GitHubPayload payload, string part, WorkflowSignal signal)
    {
        var told = Told(payload, signal);
        return told.IgnoredBecause is null ? told with { Person = GitHubEvents.PersonOf(payload, part) } : told;
    }

    private static GitHubDelivery Told(GitHubPayload payload, WorkflowSignal signal) =>
        GitHubEvents.IsFork(payload, Part, "head", "repo", "full_name")
            ? GitHubDelivery.Ignored("Its head branch is in another repository: workflows work on their own.")
            : new GitHubDelivery
            {
                Signal = signal,
                Branches = payload.Text(Part, "head", "ref") is { } branch ? [branch] : [],
                HeadSha = payload.Text(Part, "head", "sha"),
                PullRequest = GitHubEvents.Reference(payload, payload.Number(Part, "number")),
            };

    private static string Changes(string? body) =>
        string.IsNullOrWhiteSpace(body) ? "Changes were requested in a review." : $"Changes were requested in a review: {body}";

    private static string Words(string action) => action.Length == 0 ? "not said to be anything" : action.Replace('_', ' ');
}
