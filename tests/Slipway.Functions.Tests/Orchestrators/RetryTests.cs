using Slipway.Core;
using Slipway.Core.Events;
using Slipway.Core.Lifecycle;
using Slipway.Core.Policies;
using Slipway.Core.Ports;
using Slipway.Functions.Activities;

namespace Slipway.Functions.Tests.Orchestrators;

public sealed class RetryTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void A_step_that_keeps_failing_is_retried_exactly_as_often_as_asked(int maxRetries)
    {
        var durable = Script.Run(
            Some.Request() with { MaxRetries = maxRetries }, script => script.Always(nameof(OpenPullRequest), _ => Some.Failed()));
        durable.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal(maxRetries + 1, durable.Work.Count(name => name == nameof(OpenPullRequest)));
        Assert.Equal(maxRetries, durable.All(EventType.StepRetry).Count);
        Assert.Equal(maxRetries + 1, durable.All(EventType.StepFailed).Count);
        Assert.Equal(
            Enumerable.Range(1, maxRetries + 1),
            durable.All(EventType.StepFailed).Select(data => data.GetProperty("attempt").GetInt32()));
        Assert.Equal(WorkflowState.PrCreated, durable.Status.Failure!.State);
        Assert.Equal("open-pull-request", durable.Status.Failure.Step);
    }

    [Fact]
    public void The_delays_grow_and_are_spread_by_the_orchestrations_own_ids()
    {
        var durable = Script.Of();
        durable.Always(nameof(OpenPullRequest), _ => Some.Failed());
        durable.NextGuid(GuidEndingIn(0));
        durable.NextGuid(GuidEndingIn(uint.MaxValue));
        durable.NextGuid(GuidEndingIn(1u << 31));
        durable.Start();
        durable.Advance(TimeSpan.FromMinutes(5));

        var delays = durable.All(EventType.StepRetry).Select(data => data.GetProperty("delayMs").GetInt64()).ToList();
        Assert.Equal(2_000, delays[0]);
        Assert.InRange(delays[1], 3_200, 3_201);
        Assert.Equal(7_200, delays[2]);
        Assert.Equal(
            delays.Select(delay => delay / 1000.0),
            durable.Timers.Where(timer => timer.Delay < TimeSpan.FromMinutes(1))
                .Select(timer => Math.Floor(timer.Delay.TotalMilliseconds) / 1000.0));
        Assert.Equal([2, 3, 4], durable.All(EventType.StepRetry).Select(data => data.GetProperty("attempt").GetInt32()));
    }

    [Theory]
    [InlineData(ErrorCategory.Configuration)]
    [InlineData(ErrorCategory.Permission)]
    [InlineData(ErrorCategory.ValidationFailed)]
    [InlineData(ErrorCategory.Cancelled)]
    [InlineData(ErrorCategory.Bug)]
    public void What_another_attempt_cannot_cure_is_not_retried(ErrorCategory category)
    {
        var durable =
            Script.Run(arrange: script => script.Next(nameof(PrepareWorkspace), Some.Failed(category, ErrorCodes.RepositoryDirty)));

        Assert.Single(durable.Work, nameof(PrepareWorkspace));
        Assert.Empty(durable.All(EventType.StepRetry));
        Assert.Equal(ErrorCodes.RepositoryDirty, durable.Status.Failure!.Code);
        Assert.Equal(category, durable.Status.Failure.Category);
    }

    [Theory]
    [InlineData(ErrorCategory.Transient)]
    [InlineData(ErrorCategory.RateLimited)]
    [InlineData(ErrorCategory.Timeout)]
    [InlineData(ErrorCategory.AgentFailed)]
    public void What_may_pass_is_retried_and_the_workflow_goes_on(ErrorCategory category)
    {
        var durable = Script.Run(arrange: script => script.Next(nameof(WriteCode), Some.Failed(category)));
        Assert.Contains("Attempt 2 of 'code'", durable.Status.WaitingFor, StringComparison.Ordinal);
        durable.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal([1, 2], durable.Inputs<AgentStepInput>(nameof(WriteCode)).Select(input => input.Attempt));
        Assert.Equal(WorkflowState.Completed, durable.Result.State);
    }

    [Fact]
    public void All_attempts_of_a_visit_share_a_marker_and_another_visit_has_its_own()
    {
        var durable = Script.Run(arrange: script =>
        {
            script.Next(nameof(WriteCode), Some.Failed());
            script.Next(nameof(RunGate), Script.GateFailed());
        });
        durable.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(
            [$"{Some.Id}/code-1", $"{Some.Id}/code-1", $"{Some.Id}/code-2"],
            durable.Inputs<AgentStepInput>(nameof(WriteCode)).Select(input => input.Marker));
    }

    [Fact]
    public void An_activity_that_throws_is_retried_and_then_parks_the_workflow()
    {
        var durable = Script.Run(
            Some.Request() with { MaxRetries = 1 },
            script => script.Always(nameof(MergePullRequest), _ => new InvalidOperationException("A defect.")));
        durable.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(2, durable.Work.Count(name => name == nameof(MergePullRequest)));
        Assert.Equal(ErrorCodes.Unexpected, durable.Status.Failure!.Code);
        Assert.Equal("A defect.", durable.Status.Failure.Message);
    }

    [Fact]
    public void An_activity_that_returns_nothing_is_a_defect_and_not_retried()
    {
        var durable = Script.Run(arrange: script => script.Next(nameof(OpenPullRequest), new StepResult<PullRequest>(null)));

        Assert.Single(durable.Work, nameof(OpenPullRequest));
        Assert.Equal(ErrorCodes.Unexpected, durable.Status.Failure!.Code);
        Assert.Equal(ErrorCategory.Bug, durable.Status.Failure.Category);
    }

    [Fact]
    public void When_an_agent_has_failed_for_good_the_fallback_agents_go_on_in_order()
    {
        AgentSelector second = new("second"), third = new(Command: "dotnet run third.cs");
        var durable = Script.Run(
            Some.Request() with { MaxRetries = 0, FallbackAgents = [second, third] },
            script =>
            {
                script.Next(nameof(WritePlan), Some.Failed());
                script.Next(nameof(WriteCode), Some.Failed(ErrorCategory.Permission));
            });

        Assert.Equal(["first", "second"], durable.Inputs<AgentStepInput>(nameof(WritePlan)).Select(input => input.Agent.ToString()));
        Assert.Equal([second, third], durable.Inputs<AgentStepInput>(nameof(WriteCode)).Select(input => input.Agent));
        Assert.Equal(2, durable.All(EventType.Progress).Count);
        Assert.Equal("dotnet run third.cs", durable.Result.Agent);
        Assert.Equal("dotnet run third.cs", Assert.Single(durable.Inputs<OpenPullRequestInput>(nameof(OpenPullRequest))).Agent);
        Assert.Equal(WorkflowState.Completed, durable.Result.State);
    }

    [Fact]
    public void What_is_not_the_agents_fault_parks_the_workflow_and_asks_no_other_agent()
    {
        var durable = Script.Run(
            Some.Request() with { MaxRetries = 0, FallbackAgents = [new("second")] },
            script => script.Always(nameof(WriteCode), _ => Some.Failed(ErrorCategory.Configuration, code: ErrorCodes.GitFailed)));

        Assert.Equal(["first"], durable.Inputs<AgentStepInput>(nameof(WriteCode)).Select(input => input.Agent.ToString()));
        Assert.Equal(ErrorCodes.GitFailed, durable.Status.Failure!.Code);
    }

    [Fact]
    public void When_no_fallback_agent_is_left_the_workflow_is_parked()
    {
        var durable = Script.Run(
            Some.Request() with { MaxRetries = 0, FallbackAgents = [new("second")] },
            script =>
                script.Always(nameof(WriteCode), input => Some.Failed(message: "No: " + input.GetProperty("Agent").GetProperty("Name"))));

        Assert.Equal("No: second", durable.Status.Failure!.Message);
        Assert.Equal(2, durable.Work.Count(name => name == nameof(WriteCode)));
    }

    private static Guid GuidEndingIn(uint number)
    {
        var bytes = new byte[16];
        BitConverter.TryWriteBytes(bytes.AsSpan(12), number);
        return new Guid(bytes);
    }
}
