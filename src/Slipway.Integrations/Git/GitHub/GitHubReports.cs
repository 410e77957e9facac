using Slipway.Core.Ports;

namespace Slipway.Integrations.Git.GitHub;

/// <summary>Tells how a workflow stands at its pull request: in its one comment, and at the commit by a check run, or by a status where
/// Slipway is no GitHub App, which alone may write check runs.</summary>
internal sealed class GitHubReports(GitHubIssues issues, GitHubCommits commits, GitHubOptions options)
{
    /// <summary>The check run that is Slipway's own, as <see cref="GitHubOptions.StatusContext"/> is.</summary>
    internal const string CheckName = "Slipway";

    private const string HowToDecide = "\nA comment that says `/retry`, `/skip` or `/abort` decides.\n";

    /// <summary>What may be decided of a workflow that is parked; webhooks bring the identifiers back.</summary>
    private static readonly CheckAction[] Decisions =
    [
        new("Retry", "Try what failed again.", "retry"),
        new("Skip", "Go on without the step that failed.", "skip"),
        new("Abort", "End the workflow.", "abort"),
    ];

    /// <summary>Tells of it, where the last report says something else.</summary>
    internal async Task TellAsync(
        GitHubRepository on, string workflowId, int number, WorkflowReport report, CancellationToken cancellationToken)
    {
        var text = report.Standing == ReportStanding.Parked ? report.Text + HowToDecide : report.Text;

        // What people read comes first: the other one may be refused, where the commit is gone or a permission is missing.
        await issues.CommentAsync(on, number, $"{workflowId}/report", text, cancellationToken);
        if (options.AppId is null)
        {
            await commits.SetStatusAsync(
                on, report.HeadSha, GitHubOptions.StatusContext, StateOf(report.Standing), report.Title, cancellationToken);
        }
        else
        {
            var check = new CheckRunText(
                CheckName, $"{workflowId}/report", ConclusionOf(report.Standing), report.Title, text)
            {
                Actions = report.Standing == ReportStanding.Parked ? Decisions : [],
            };
            await commits.SetCheckRunAsync(on, report.HeadSha, check, cancellationToken);
        }
    }

    private static string StateOf(ReportStanding standing) => standing switch
    {
        ReportStanding.Running => "pending",
        ReportStanding.Passed => "success",
        ReportStanding.Parked => "failure",
        _ => "error",
    };

    private static string? ConclusionOf(ReportStanding standing) => standing switch
    {
        ReportStanding.Running => null,
        ReportStanding.Passed => "success",
        ReportStanding.Parked => "action_required",
        _ => "cancelled",
    };
}
