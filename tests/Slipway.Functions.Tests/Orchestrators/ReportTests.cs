using Slipway.Core;
using Slipway.Core.Events;
using Slipway.Core.Lifecycle;
using Slipway.Core.Policies;
using Slipway.Core.Ports;
using Slipway.Functions.Activities;

namespace Slipway.Functions.Tests.Orchestrators;

/// <summary>What a pull request is told of its workflow.</summary>
public sealed class ReportTests
{
    [Fact]
    public void It_is_told_each_state_once_and_how_the_workflow_ended()
    {
        var durable = Script.Run(null, script => script.Next(nameof(RunGate), Script.GateFailed()));

        Assert.Equal(
            [
                (ReportStanding.Running, "validates the change"), (ReportStanding.Running, "changes the code"),
                (ReportStanding.Running, "validates the change"), (ReportStanding.Passed, "done"),
            ],
            Reports(durable).Select(report => (report.Standing, report.Title)));
        Assert.Contains("| `tests` | failed: `Exit code 1.` | 1 |", Reports(durable)[1].Text, StringComparison.Ordinal);
        Assert.Equal("commit2", Reports(durable)[^1].HeadSha);
        Assert.True(durable.IsOver);
    }

    [Fact]
    public void A_parked_one_says_why()
    {
        var durable = Script.Run(
            Some.Request() with { MaxFeedbackRounds = 0 },
            script => script.Always(nameof(RunGate), _ => Script.GateFailed(output: "@everybody `look`")));

        var parked = Reports(durable)[^1];
        Assert.Equal(ReportStanding.Parked, parked.Standing);
        Assert.Contains("Gates still fail", parked.Text, StringComparison.Ordinal);
        durable.Send(new WorkflowSignal { Kind = SignalKind.Decide, Decision = Decision.Abort, Actor = "alice" });
        Assert.Equal(ReportStanding.Ended, Reports(durable)[^1].Standing);
    }

    [Fact]
    public void What_changes_while_one_is_told_is_told_once_as_it_is_then()
    {
        var durable = Script.Of();
        var told = durable.Hold(nameof(ReportProgress));
        durable.Start();

        Assert.Single(Reports(durable));
        told.Complete(Some.Ok("commit1"));

        Assert.Equal(["validates the change", "done"], Reports(durable).Select(report => report.Title));
        Assert.True(durable.IsOver);
    }

    [Fact]
    public void A_platform_that_does_not_take_it_never_fails_the_workflow()
    {
        var durable = Script.Run(null, script => script.Always(
            nameof(ReportProgress), _ => Some.Failed(ErrorCategory.Permission, ErrorCodes.GitHubRefused, "No right to comment.")));

        Assert.Equal(WorkflowState.Completed, durable.Result.State);
        Assert.Equal(
            "Pull request #7 could not be told how the workflow stands: No right to comment.",
            Assert.Single(durable.All(EventType.Progress)).GetProperty("message").GetString());
    }

    [Fact]
    public void One_that_has_enough_of_us_is_told_later_and_for_ten_minutes_at_most_after_the_end()
    {
        var durable = Script.Of();
        durable.Next(nameof(ReportProgress), Limited(Some.Time.AddMinutes(2)), Limited(Some.Time.AddHours(2)));
        durable.Start();
        Assert.Equal(WorkflowState.Completed, durable.Status.State);
        Assert.False(durable.IsOver);
        durable.Advance(TimeSpan.FromMinutes(3));
        Assert.Equal(["validates the change", "done"], Reports(durable).Select(report => report.Title));
        durable.Advance(TimeSpan.FromMinutes(8));

        Assert.True(durable.IsOver);
    }

    private static object Limited(DateTimeOffset retryAt) => new StepResult<string>(
        null, new StepError(ErrorCodes.GitHubRateLimited, ErrorCategory.RateLimited, "Too many requests.", retryAt));

    private static List<WorkflowReport> Reports(FakeDurable durable) =>
        [.. durable.Inputs<ReportProgressInput>(nameof(ReportProgress)).Select(input => input.Report)];
}
