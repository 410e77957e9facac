using Slipway.Core;
using Slipway.Core.Events;
using Slipway.Core.Lifecycle;
using Slipway.Core.Policies;
using Slipway.Core.Ports;
using Slipway.Functions.Activities;

namespace Slipway.Functions.Tests.Orchestrators;

/// <summary>What reviewers, checks and other people's pushes do to a workflow, told by webhooks or found by looking.</summary>
public sealed class PlatformTests
{
    private static readonly TimeSpan Poll = TimeSpan.FromMinutes(5);

    [Fact]
    public void Changes_that_a_review_asks_for_go_to_the_agent_with_its_comments()
    {
        var durable = Script.Of(AfterApproval());
        durable.Next(nameof(CheckPullRequest), Look(), Look(review: new PullRequestReview(false, "octocat", "Rename it.\na.cs:3: here")));
        durable.Start();

        durable.Send(Review(SignalKind.Reject, "commit1"));

        Assert.Equal(["PLANNING", "CODING", "PR_CREATED", "VALIDATING", "CODING", "PR_CREATED", "VALIDATING"], durable.States);
        var fix = durable.Inputs<AgentStepInput>(nameof(WriteCode))[1];
        Assert.Equal(AgentMode.Fix, fix.Mode);
        Assert.Contains("octocat, who asks for changes:\nRename it.\na.cs:3: here", fix.Feedback, StringComparison.Ordinal);
        Assert.Equal("approve-merge", durable.Status.Step!.Name);
        durable.Send(Review(SignalKind.Approve, "commit2"));
        Assert.Equal(WorkflowState.Completed, durable.Result.State);
    }

    [Fact]
    public void Reviews_are_found_without_a_webhook()
    {
        var durable = Script.Of(AfterApproval());
        durable.Next(nameof(CheckPullRequest), Look(), Look(review: new PullRequestReview(false, "octocat", "No.")));
        durable.Start();
        durable.Advance(Poll);
        Assert.Equal(2, durable.Inputs<AgentStepInput>(nameof(WriteCode)).Count);
        durable.Always(nameof(CheckPullRequest), _ => Look(review: new PullRequestReview(true, "octocat", "Well done.")));
        durable.Advance(Poll);

        Assert.Equal(WorkflowState.Completed, durable.Result.State);
        Assert.All(
            durable.Inputs<CheckPullRequestInput>(nameof(CheckPullRequest)),
            (input, index) => Assert.Equal(index < 3 ? "commit1" : "commit2", input.HeadSha));
    }

    [Fact]
    public void Changes_are_asked_for_as_often_as_the_request_allows()
    {
        var durable = Script.Of(AfterApproval() with { MaxFeedbackRounds = 1 });
        durable.Always(nameof(CheckPullRequest), _ => Look());
        durable.Start();
        durable.Send(Review(SignalKind.Reject, "commit1"));
        durable.Send(Review(SignalKind.Reject, "commit2"));

        Assert.Equal(ErrorCodes.ApprovalRejected, durable.Status.Failure!.Code);
        Assert.Contains("octocat asked for changes", durable.Status.Failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SignalKind.Approve)]
    [InlineData(SignalKind.Reject)]
    public void What_was_said_of_another_commit_decides_nothing(SignalKind kind)
    {
        var durable = Script.Run(AfterApproval());

        durable.Send(Review(kind, "an-older-commit"));

        Assert.Equal("approve-merge", durable.Status.Step!.Name);
        Assert.Empty(durable.All(EventType.ApprovalDecided));
    }

    [Theory]
    [InlineData(MergePolicy.AfterApproval, SignalKind.Approve, 1)]
    [InlineData(MergePolicy.AfterApproval, SignalKind.Reject, 2)]
    [InlineData(MergePolicy.Auto, SignalKind.Reject, 2)]
    public void A_review_that_is_faster_than_the_gates_is_heard_after_them(MergePolicy merge, SignalKind kind, int codings)
    {
        var durable = Script.Of(Some.Request() with { Merge = merge });
        var gate = durable.Hold(nameof(RunGate));
        durable.Start();
        durable.Send(Review(kind, "commit1"));
        gate.Complete(Some.Ok(Some.Gate()));

        Assert.Equal(codings, durable.Inputs<AgentStepInput>(nameof(WriteCode)).Count);
        Assert.Equal(merge == MergePolicy.Auto || kind == SignalKind.Approve, durable.IsOver);
    }

    [Fact]
    public void A_required_check_that_fails_during_the_wait_goes_to_the_agent()
    {
        var durable = Script.Of(AfterApproval());
        var failed = Some.Gate("required-checks", passed: false, output: "The check 'build' failed.");
        durable.Next(nameof(CheckPullRequest), Look(), Look(), Look(failed: failed));
        durable.Start();

        durable.Send(Check("success", "commit1"));
        Assert.Equal("approve-merge", durable.Status.Step!.Name);
        durable.Send(Check("failure", "commit1"));

        var fix = durable.Inputs<AgentStepInput>(nameof(WriteCode))[1];
        Assert.Contains("The check 'build' failed.", fix.Feedback, StringComparison.Ordinal);
        Assert.Equal(2, durable.States.Count(state => state == "VALIDATING"));
        var input = durable.Inputs<CheckPullRequestInput>(nameof(CheckPullRequest))[0];
        Assert.Equal("required", Assert.Single(input.Gates!).Settings!["only"]);
    }

    [Fact]
    public void A_check_of_another_commit_wakes_nobody()
    {
        var durable = Script.Run(AfterApproval());

        durable.Send(Check("failure", "an-older-commit"));

        Assert.Single(durable.Work, nameof(CheckPullRequest));
    }

    [Fact]
    public void A_gate_that_waits_for_the_platform_looks_again_when_a_webhook_tells_of_a_check()
    {
        var durable = Script.Of(Some.Request() with { Gates = [new GateSpec("ci") { Kind = GateKind.PlatformChecks }] });
        durable.Next(nameof(RunGate), Some.Ok(Some.Gate("ci", passed: false) with { IsPending = true }));
        durable.Start();
        Assert.Equal(WorkflowState.Validating, durable.Status.State);

        durable.Send(Check("success", "commit1"));

        Assert.Equal(WorkflowState.Completed, durable.Result.State);
        Assert.Empty(durable.LiveTimers);
    }

    [Fact]
    public void A_gate_waits_for_the_end_of_a_rate_limit_without_an_attempt()
    {
        var durable = Script.Of(Some.Request() with { MaxRetries = 0 });
        durable.Next(nameof(RunGate), new StepResult<GateResult>(
            null, new StepError(ErrorCodes.GitHubRateLimited, ErrorCategory.RateLimited, "Too many.", Some.Time.AddMinutes(9))));
        durable.Start();
        durable.Advance(TimeSpan.FromMinutes(8));
        Assert.Single(durable.Work, nameof(RunGate));
        durable.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(WorkflowState.Completed, durable.Result.State);
    }

    [Theory]
    [InlineData(MergePolicy.AfterApproval)]
    [InlineData(MergePolicy.Auto)]
    public void What_somebody_else_pushes_is_taken_over_and_validated(MergePolicy merge)
    {
        var durable = Script.Of(Some.Request() with { Merge = merge });
        var gate = durable.Hold(nameof(RunGate));
        durable.Next(nameof(CheckPullRequest), Look(head: "theirs"));
        durable.Next(nameof(PullBranch), Some.Ok(new PulledBranch(Some.Branch() with { HeadSha = "theirs" })));
        durable.Start();
        durable.Send(Push("theirs"));
        gate.Complete(Some.Ok(Some.Gate()));
        durable.Send(Review(SignalKind.Approve, "theirs"));

        Assert.Equal(["commit1", "theirs"], durable.Inputs<RunGateInput>(nameof(RunGate)).Select(input => input.HeadSha));
        Assert.Equal("theirs", Assert.Single(durable.Inputs<MergePullRequestInput>(nameof(MergePullRequest))).HeadSha);
        Assert.Equal(WorkflowState.Completed, durable.Result.State);
    }

    [Fact]
    public void Its_own_push_and_one_that_cannot_be_taken_over_change_nothing()
    {
        var durable = Script.Of(AfterApproval());
        durable.Always(nameof(CheckPullRequest), _ => Look(head: "theirs"));
        durable.Always(nameof(PullBranch), _ => Some.Failed(message: "It has diverged."));
        durable.Start();
        Assert.Single(durable.Work, nameof(PullBranch));
        durable.Send(Push("commit1"));

        Assert.Single(durable.Work, nameof(PullBranch));
        Assert.Equal("approve-merge", durable.Status.Step!.Name);
        Assert.Contains(durable.All(EventType.Progress), data => $"{data}".Contains("It has diverged.", StringComparison.Ordinal));
    }

    private static WorkflowRequest AfterApproval() => Some.Request() with { Merge = MergePolicy.AfterApproval };

    private static StepResult<PullRequestCheck> Look(
        string? head = null, PullRequestReview? review = null, params IReadOnlyList<GateResult> failed) =>
        Some.Ok(new PullRequestCheck(Merged: false, Poll, head, review, failed));

    private static WorkflowSignal Review(SignalKind kind, string head) => new()
    {
        Kind = kind, Actor = "octocat", HeadSha = head, Action = kind == SignalKind.Approve ? "approved" : "changes_requested",
        Reason = "Changes were requested in a review.",
    };

    private static WorkflowSignal Check(string conclusion, string head) =>
        new() { Kind = SignalKind.Check, Actor = "github", Name = "build", Action = conclusion, HeadSha = head };

    private static WorkflowSignal Push(string head) =>
        new() { Kind = SignalKind.Push, Actor = "mona", Action = "updated", HeadSha = head };
}
