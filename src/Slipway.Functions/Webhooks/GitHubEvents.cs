using Slipway.Core.Events;

namespace Slipway.Functions.Webhooks;

/// <summary>Reads deliveries: every event and action has an answer, those that do not exist yet too.</summary>
/// <remarks>
/// An order is not assumed, and nothing is trusted to be there: what is missing is a reason to ignore a delivery, never an error. New
/// actions appear over time.
/// </remarks>
internal static class GitHubEvents
{
    private const string FullName = "full_name";

    /// <summary>Reads a delivery.</summary>
    /// <param name="eventName"><c>X-GitHub-Event</c>.</param>
    /// <param name="payload">The body.</param>
    /// <param name="ownLogin">The account that Slipway itself acts with, when it is known.</param>
    /// <param name="ownApp">The GitHub App that Slipway is, when it is one.</param>
    public static GitHubDelivery Read(string eventName, GitHubPayload payload, string? ownLogin, long? ownApp)
    {
        var action = payload.Text("action") ?? "";
        var delivery = eventName switch
        {
            "ping" => new GitHubDelivery { DoneBecause = "GitHub reaches this host." },
            "pull_request" => GitHubPullRequestEvents.PullRequest(action, payload),
            "pull_request_review" => GitHubPullRequestEvents.Review(action, payload, ownLogin),
            "pull_request_review_comment" => GitHubPullRequestEvents.ReviewComment(action, payload, ownLogin),
            "issue_comment" => GitHubIssueEvents.Comment(action, payload, ownLogin),
            "issues" => GitHubIssueEvents.Issue(action, payload, ownLogin),
            "check_run" => GitHubCheckEvents.CheckRun(action, payload),
            "check_suite" => GitHubCheckEvents.CheckSuite(action, payload, ownApp),
            "workflow_run" => GitHubCheckEvents.WorkflowRun(action, payload),
            "deployment_status" => GitHubCheckEvents.DeploymentStatus(payload),
            "status" => GitHubCheckEvents.Status(payload),
            "push" => Push(payload),
            _ => null,
        };
        if (delivery is null)
        {
            return GitHubDelivery.Ignored(IgnoredEvents.Reason(eventName, action));
        }

        var actor = payload.Text("sender", "login") ?? "github";
        return delivery with
        {
            Signal = delivery.Signal is { } signal ? signal with { Actor = actor, HeadSha = signal.HeadSha ?? delivery.HeadSha } : null,
        };
    }

    /// <summary>Who did it; in a public repository, everybody may comment and review.</summary>
    public static GitHubPerson PersonOf(GitHubPayload payload, string part) => new(
        payload.Text("sender", "login") ?? "", payload.Text("repository", FullName) ?? "",
        payload.Text(part, "author_association") is "OWNER" or "MEMBER" or "COLLABORATOR");

    /// <summary>Whether a bot did it, or Slipway itself.</summary>
    public static bool IsMachine(GitHubPayload payload, string? ownLogin) =>
        payload.Text("sender", "type") == "Bot"
        || payload.Text("sender", "login") is not { } login
        || login.EndsWith("[bot]", StringComparison.Ordinal)
        || login.Equals(ownLogin, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a repository that a delivery names is another than the one it is about: in a fork, anybody may name a branch
    /// after a workflow.</summary>
    public static bool IsFork(GitHubPayload payload, params ReadOnlySpan<string> path) =>
        payload.Text(path) is { } head && payload.Text("repository", FullName) is { } own
            && !head.Equals(own, StringComparison.OrdinalIgnoreCase);

    /// <summary>The name of a pull request or issue among all repositories, as <c>owner/name#5</c>.</summary>
    public static string? Reference(GitHubPayload payload, long? number) =>
        number is { } known && payload.Text("repository", FullName) is { } repository ? $"{repository}#{known}" : null;

    private static GitHubDelivery Push(GitHubPayload payload)
    {
        if (payload.Text("ref") is not { } name || !name.StartsWith("refs/heads/", StringComparison.Ordinal))
        {
            return GitHubDelivery.Ignored("Tags move no workflow.");
        }

        var deleted = payload.IsTrue("deleted");
        return new GitHubDelivery
        {
            Branches = [name],
            HeadSha = deleted ? null : payload.Text("after"),
            Signal = new WorkflowSignal
            {
                Kind = SignalKind.Push,
                Action = deleted ? "deleted" : payload.IsTrue("created") ? "created" : payload.IsTrue("forced") ? "forced" : "updated",
            },
        };
    }
}
