using Slipway.Core;
using Slipway.Core.Events;
using Slipway.Core.Lifecycle;
using Slipway.Core.Policies;
using Slipway.Core.Ports;
using Slipway.Functions.Activities;

namespace Slipway.Functions.Tests.Orchestrators;

public sealed class RateLimitTests
{
    [Fact]
    public void A_rate_limit_is_waited_for_without_an_attempt_and_without_the_states_time()
    {
        var calls = 0;
        var durable = Script.Run(
            Some.Request() with { MaxRetries = 0, StateTimeoutMinutes = 30 },
            script => script.Always(
                nameof(OpenPullRequest),
                _ => ++calls == 1 ? Limited(Some.Time.AddMinutes(45)) : Some.Ok(Some.PullRequest("commit1"))));

        durable.Advance(TimeSpan.FromMinutes(44));
        Assert.Equal((1, WorkflowState.PrCreated), (calls, durable.Status.State));
        Assert.Contains("rate limit", durable.Status.WaitingFor, StringComparison.Ordinal);
        durable.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal((2, WorkflowState.Completed), (calls, durable.Status.State));
        Assert.Equal(45 * 60_000, Assert.Single(durable.All(EventType.StepRetry)).GetProperty("delayMs").GetInt64());
    }

    [Fact]
    public void A_limit_that_never_ends_fails_the_step()
    {
        var durable = Script.Of(Some.Request() with { MaxRetries = 0 });
        durable.Always(nameof(OpenPullRequest), _ => Limited(durable.Time.AddMinutes(1)));
        durable.Start();
        durable.Advance(TimeSpan.FromMinutes(15));

        Assert.Equal(11, durable.Work.Count(name => name == nameof(OpenPullRequest)));
        Assert.Equal(ErrorCodes.GitHubRateLimited, durable.Status.Failure!.Code);
    }

    [Fact]
    public void A_platform_that_is_away_for_ten_minutes_needs_no_attempt_and_no_human()
    {
        var back = Some.Time.AddMinutes(10);
        var durable = Script.Of(Some.Request() with { MaxRetries = 0, StateTimeoutMinutes = 15 });
        durable.Always(nameof(OpenPullRequest), _ => durable.Time < back ? Away() : Some.Ok(Some.PullRequest("commit1")));
        durable.Always(nameof(RunGate), input => durable.Time < back + TimeSpan.FromMinutes(10)
            ? Away() : Some.Ok(Some.Gate(Script.GateName(input))));
        durable.Start();
        durable.Advance(TimeSpan.FromMinutes(9));
        Assert.Equal(WorkflowState.PrCreated, durable.Status.State);
        Assert.Contains("GitHub, which is away", durable.Status.WaitingFor, StringComparison.Ordinal);
        durable.Advance(TimeSpan.FromMinutes(2));
        Assert.InRange(durable.Work.Count(name => name == nameof(OpenPullRequest)), 5, 12);
        durable.Advance(TimeSpan.FromMinutes(12));

        Assert.Equal(WorkflowState.Completed, durable.Result.State);
    }

    [Fact]
    public void While_all_gates_that_run_wait_for_a_platform_that_is_away_the_states_clock_stands()
    {
        var back = Some.Time.AddMinutes(20);
        var durable = Script.Of(Some.Request() with
        {
            MaxRetries = 0, StateTimeoutMinutes = 15, Gates = [new GateSpec("here", "a"), new GateSpec("there", "b")],
        });
        var here = durable.Hold(nameof(RunGate));
        durable.Always(nameof(RunGate), input => durable.Time < back ? Away() : Some.Ok(Some.Gate(Script.GateName(input))));
        durable.Start();
        durable.Advance(TimeSpan.FromMinutes(5));
        var running = durable.Status.StateDeadline;

        here.Complete(Some.Ok(Some.Gate("here")));
        durable.Advance(TimeSpan.FromMinutes(14));

        Assert.NotNull(running);
        Assert.Null(durable.Status.StateDeadline);
        Assert.Contains("Services that are away", durable.Status.WaitingFor, StringComparison.Ordinal);
        durable.Advance(TimeSpan.FromMinutes(8));
        Assert.Equal(WorkflowState.Completed, durable.Result.State);
        Assert.Empty(durable.LiveTimers);
    }

    [Fact]
    public void A_pause_while_the_platform_is_away_does_not_start_the_states_clock_and_neither_does_its_end()
    {
        var back = Some.Time.AddMinutes(25);
        var durable = Script.Of(Some.Request() with { MaxRetries = 0, StateTimeoutMinutes = 10 });
        durable.Always(nameof(RunGate), input => durable.Time < back ? Away() : Some.Ok(Some.Gate(Script.GateName(input))));
        durable.Start();
        durable.Advance(TimeSpan.FromMinutes(5));

        durable.Send(new WorkflowSignal { Kind = SignalKind.Pause, Actor = "ann" });
        durable.Advance(TimeSpan.FromMinutes(5));
        durable.Send(new WorkflowSignal { Kind = SignalKind.Resume, Actor = "ann" });
        durable.Advance(TimeSpan.FromMinutes(12));
        Assert.Equal((WorkflowState.Validating, null), (durable.Status.State, durable.Status.StateDeadline));
        durable.Advance(TimeSpan.FromMinutes(8));

        Assert.Equal(WorkflowState.Completed, durable.Result.State);
        Assert.Empty(durable.LiveTimers);
    }

    [Fact]
    public void The_states_time_goes_on_when_the_platform_is_back_and_a_gate_takes_too_long()
    {
        var durable = Script.Of(Some.Request() with { MaxRetries = 0, StateTimeoutMinutes = 10 });
        durable.Next(nameof(RunGate), Away());
        durable.Hold(nameof(RunGate));
        durable.Start();
        durable.Advance(TimeSpan.FromMinutes(9));
        Assert.Equal(WorkflowState.Validating, durable.Status.State);

        durable.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal(ErrorCodes.StateTimedOut, durable.Status.Failure!.Code);
    }

    [Fact]
    public void A_platform_that_stays_away_for_half_an_hour_fails_the_step()
    {
        var durable = Script.Run(
            Some.Request() with { MaxRetries = 0 }, script => script.Always(nameof(OpenPullRequest), _ => Away()));
        durable.Advance(TimeSpan.FromMinutes(29));
        Assert.Equal(WorkflowState.PrCreated, durable.Status.State);
        durable.Advance(TimeSpan.FromMinutes(6));

        Assert.Equal(ErrorCodes.GitHubUnavailable, durable.Status.Failure!.Code);
    }

    [Theory]
    [InlineData(4, "first")]
    [InlineData(60, "second")]
    public void An_agent_whose_limit_lasts_is_not_waited_for_while_there_is_another(int minutes, string agent)
    {
        var durable = Script.Run(
            Some.Request() with { FallbackAgents = [new AgentSelector("second")] },
            script => script.Next(nameof(WriteCode), new StepResult<BranchState>(null, new StepError(
                ErrorCodes.AgentFailed, ErrorCategory.RateLimited, "Too many requests.", Some.Time.AddMinutes(minutes)))));
        durable.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal(WorkflowState.Completed, durable.Result.State);
        Assert.Equal(["first", agent], durable.Inputs<AgentStepInput>(nameof(WriteCode)).Select(input => input.Agent.Name));
    }

    [Fact]
    public void A_service_that_asks_to_wait_for_years_is_asked_again_after_a_day()
    {
        var calls = 0;
        var durable = Script.Run(arrange: script => script.Always(
            nameof(OpenPullRequest), _ => ++calls == 1 ? Limited(Some.Time.AddYears(3)) : Some.Ok(Some.PullRequest("commit1"))));
        durable.Advance(TimeSpan.FromHours(24));

        Assert.Equal(WorkflowState.Completed, durable.Result.State);
    }

    [Fact]
    public void What_no_wait_cures_is_not_waited_for()
    {
        var durable = Script.Run(arrange: script => script.Next(nameof(OpenPullRequest), new StepResult<PullRequest>(
            null, new StepError(ErrorCodes.GitHubRefused, ErrorCategory.Permission, "No.", Some.Time.AddHours(1)))));

        Assert.Equal(ErrorCodes.GitHubRefused, durable.Status.Failure!.Code);
    }

    private static object Away() => Some.Failed(ErrorCategory.Transient, ErrorCodes.GitHubUnavailable, "GitHub cannot be reached.");

    private static object Limited(DateTimeOffset retryAt) => new StepResult<PullRequest>(
        null, new StepError(ErrorCodes.GitHubRateLimited, ErrorCategory.RateLimited, "Too many requests.", retryAt));
}
