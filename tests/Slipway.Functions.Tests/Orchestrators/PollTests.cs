using Slipway.Core;
using Slipway.Core.Events;
using Slipway.Core.Lifecycle;
using Slipway.Functions.Activities;

namespace Slipway.Functions.Tests.Orchestrators;

/// <summary>A webhook may never come: what it would have told is looked for.</summary>
public sealed class PollTests
{
    [Fact]
    public void A_pull_request_merged_by_hand_is_found_without_a_webhook()
    {
        var durable = Script.Run(AfterApproval());
        durable.Advance(TimeSpan.FromMinutes(4));
        Assert.Single(durable.Work, nameof(CheckPullRequest));
        durable.Always(nameof(CheckPullRequest), _ => Some.Ok(new PullRequestCheck(Merged: true, TimeSpan.FromMinutes(5))));
        durable.Advance(TimeSpan.FromMinutes(1));

        Assert.True(Assert.Single(durable.All(EventType.ApprovalDecided)).GetProperty("approved").GetBoolean());
        Assert.Equal(WorkflowState.Completed, durable.Result.State);
        Assert.Empty(durable.LiveTimers);
    }

    [Fact]
    public void A_look_that_fails_is_followed_by_another()
    {
        var durable = Script.Run(
            AfterApproval(), script => script.Next(nameof(CheckPullRequest), Some.Failed(), new InvalidOperationException()));
        durable.Advance(TimeSpan.FromMinutes(10));

        Assert.Equal(3, durable.Work.Count(name => name == nameof(CheckPullRequest)));
        Assert.Equal("approve-merge", durable.Status.Step!.Name);
    }

    [Fact]
    public void Looks_become_rarer_so_that_days_of_waiting_do_not_fill_the_history()
    {
        var durable = Script.Run(AfterApproval());
        durable.Advance(TimeSpan.FromHours(1));
        Assert.Equal(13, durable.Work.Count(name => name == nameof(CheckPullRequest)));
        durable.Advance(TimeSpan.FromDays(6.9));

        Assert.InRange(durable.Work.Count(name => name == nameof(CheckPullRequest)), 50, 150);
        Assert.InRange(durable.LiveTimers.Max(timer => timer.FireAt) - durable.Now, TimeSpan.Zero, TimeSpan.FromHours(9));
    }

    [Fact]
    public void Once_decided_nobody_looks_any_more()
    {
        var durable = Script.Of(AfterApproval());
        var look = durable.Hold(nameof(CheckPullRequest));
        durable.Hold(nameof(MergePullRequest));
        durable.Start();
        durable.Send(SignalKind.Approve);
        look.Complete(Some.Ok(new PullRequestCheck(Merged: false, TimeSpan.FromMinutes(5))));
        durable.Advance(TimeSpan.FromMinutes(20));

        Assert.Single(durable.Work, nameof(CheckPullRequest));
        Assert.Single(durable.All(EventType.ApprovalDecided));
    }

    [Fact]
    public void Only_the_approval_of_a_merge_looks_at_the_pull_request()
    {
        var durable = Script.Run(Some.Request() with { ApprovePlan = true });
        durable.Advance(TimeSpan.FromHours(1));

        Assert.DoesNotContain(nameof(CheckPullRequest), durable.Work);
    }

    [Fact]
    public void A_pull_request_that_somebody_closed_is_found_without_a_webhook_and_parks_the_workflow()
    {
        var durable = Script.Run(AfterApproval());
        durable.Always(nameof(CheckPullRequest), _ => Some.Ok(Seen(closed: true)));
        durable.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal(("approve-merge", ErrorCodes.MergeRefused), (durable.Status.Failure!.Step, durable.Status.Failure.Code));
        Assert.Contains("#7 was closed by Somebody without being merged", durable.Status.Failure.Message, StringComparison.Ordinal);
        durable.Always(nameof(CheckPullRequest), _ => Some.Ok(Seen(closed: false)));
        durable.Send(SignalKind.Decide);
        durable.Send(SignalKind.Approve);
        Assert.Equal(WorkflowState.Completed, durable.Result.State);
    }

    [Fact]
    public void A_delivery_that_says_closed_parks_whatever_is_under_way_with_who_closed_it()
    {
        var durable = Script.Of();
        durable.Hold(nameof(RunGate));
        durable.Always(nameof(CheckPullRequest), _ => Some.Ok(Seen(closed: true)));
        durable.Start();
        durable.Send(new WorkflowSignal { Kind = SignalKind.PullRequest, Action = "closed", Actor = "octocat" });

        Assert.Equal(WorkflowState.Failed, durable.Status.State);
        Assert.Contains("closed by octocat", durable.Status.Failure!.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(StopWork), durable.Work);
        durable.Send(new WorkflowSignal { Kind = SignalKind.Decide, Decision = Decision.Skip, Actor = "alice" });
        Assert.Equal(WorkflowState.Failed, durable.Status.State);
        Assert.Contains("was closed", durable.Status.Failure.WhyNotSkip(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_delivery_that_says_closed_is_believed_while_the_platform_cannot_be_asked()
    {
        var durable = Script.Of();
        durable.Hold(nameof(RunGate));
        durable.Always(nameof(CheckPullRequest), _ => Some.Failed(code: ErrorCodes.GitHubUnavailable));
        durable.Start();
        durable.Send(new WorkflowSignal { Kind = SignalKind.PullRequest, Action = "closed", Actor = "octocat" });

        Assert.Contains("closed by octocat", durable.Status.Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_that_is_open_again_by_then_changes_nothing()
    {
        var durable = Script.Of();
        var gate = durable.Hold(nameof(RunGate));
        durable.Start();
        durable.Send(new WorkflowSignal { Kind = SignalKind.PullRequest, Action = "closed", Actor = "octocat" });
        gate.Complete(Some.Ok(Some.Gate()));

        Assert.Equal(WorkflowState.Completed, durable.Result.State);
    }

    private static PullRequestCheck Seen(bool closed) => new(Merged: false, TimeSpan.FromMinutes(5)) { Closed = closed };

    private static WorkflowRequest AfterApproval() => Some.Request() with { Merge = MergePolicy.AfterApproval };
}
