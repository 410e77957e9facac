using Slipway.Core.Events;
using Slipway.Core.Lifecycle;
using Slipway.Integrations.Git.GitHub;

namespace Slipway.Functions.Webhooks;

/// <summary>Reads what checks say of a commit. A list of pull requests is not relied on: it is empty for forks and repeated runs.</summary>
internal static class GitHubCheckEvents
{
    private const string Completed = "completed";
    private const string OwnWord = "It is what Slipway itself says of the commit.";

    public static GitHubDelivery CheckRun(string action, GitHubPayload payload)
    {
        var delivery = new GitHubDelivery
        {
            Branches = Branch(payload.Text("check_run", "check_suite", "head_branch")),
            HeadSha = payload.Text("check_run", "head_sha"),
        };
        return action switch
        {
            Completed when WorkflowId.TryParse(payload.Text("check_run", "external_id")?.Split('/')[0], out _) =>
                GitHubDelivery.Ignored(OwnWord),
            Completed => Judged(delivery, payload.Text("check_run", "name"), payload.Text("check_run", "conclusion")),
            "requested_action" => SlashCommand.Named(payload.Text("requested_action", "identifier"), null) is { } signal
                ? delivery with { Signal = signal }
                : GitHubDelivery.Ignored("It is another application's button."),
            _ => GitHubDelivery.Ignored("Only a check's end is of consequence."),
        };
    }

    public static GitHubDelivery CheckSuite(string action, GitHubPayload payload, long? ownApp)
    {
        if (action != Completed)
        {
            return GitHubDelivery.Ignored("Only a check suite's end is of consequence.");
        }

        return ownApp is not null && payload.Number("check_suite", "app", "id") == ownApp
            ? GitHubDelivery.Ignored(OwnWord)
            : Judged(
                new GitHubDelivery
                {
                    Branches = Branch(payload.Text("check_suite", "head_branch")), HeadSha = payload.Text("check_suite", "head_sha"),
                },
                payload.Text("check_suite", "app", "name"),
                payload.Text("check_suite", "conclusion"));
    }

    public static GitHubDelivery WorkflowRun(string action, GitHubPayload payload)
    {
        if (action != Completed)
        {
            return GitHubDelivery.Ignored("Only the end of a run of GitHub Actions is of consequence.");
        }

        return GitHubEvents.IsFork(payload, "workflow_run", "head_repository", "full_name")
            ? GitHubDelivery.Ignored("Its head branch is in another repository: workflows work on their own.")
            : Judged(
                new GitHubDelivery
                {
                    Branches = Branch(payload.Text("workflow_run", "head_branch")), HeadSha = payload.Text("workflow_run", "head_sha"),
                },
                payload.Text("workflow_run", "name"),
                payload.Text("workflow_run", "conclusion"));
    }

    public static GitHubDelivery Status(GitHubPayload payload)
    {
        if (payload.Text("context") == GitHubOptions.StatusContext)
        {
            return GitHubDelivery.Ignored(OwnWord);
        }

        var state = payload.Text("state");
        return state is null or "pending"
            ? GitHubDelivery.Ignored("Only a status that says how it went is of consequence.")
            : Judged(
                new GitHubDelivery
                {
                    Branches = [.. payload.Items("branches").Select(branch => branch.Text("name")).OfType<string>()],
                    HeadSha = payload.Text("sha"),
                },
                payload.Text("context"),
                state);
    }

    /// <summary>Which workflow made a deployment is in its payload: it may be of any commit.</summary>
    public static GitHubDelivery DeploymentStatus(GitHubPayload payload)
    {
        if (!WorkflowId.TryParse(payload.Text("deployment", "payload", "slipway")?.Split('/')[0], out var workflow))
        {
            return GitHubDelivery.Ignored("No workflow made the deployment.");
        }

        var state = payload.Text("deployment_status", "state");
        return state is null or "pending" or "queued" or "in_progress"
            ? GitHubDelivery.Ignored("Only a status that says how the deployment went is of consequence.")
            : Judged(
                new GitHubDelivery { Branches = Branch(workflow.Branch), HeadSha = payload.Text("deployment", "sha") },
                payload.Text("deployment", "environment"),
                state);
    }

    private static GitHubDelivery Judged(GitHubDelivery delivery, string? name, string? conclusion) => conclusion is null
        ? GitHubDelivery.Ignored("It has no conclusion yet.")
        : delivery with { Signal = new WorkflowSignal { Kind = SignalKind.Check, Name = name, Action = conclusion } };

    private static string[] Branch(string? name) => name is null ? [] : [name];
}
