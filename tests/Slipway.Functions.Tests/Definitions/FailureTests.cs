using Microsoft.Extensions.Logging;
using Slipway.Core;
using Slipway.Core.Definitions.Running;
using Slipway.Core.Events;
using Slipway.Core.Lifecycle;
using Slipway.Core.Policies;
using Slipway.Core.Ports;

namespace Slipway.Functions.Tests.Definitions;

public sealed class FailureTests
{
    private const string TwoBranches = """
        id: branches
        steps:
          - { id: bad, uses: test.echo }
          - { id: afterBad, uses: test.echo, dependsOn: [bad] }
          - { id: good, uses: test.echo }
          - { id: afterGood, uses: test.echo, dependsOn: [good] }
        """;

    [Fact]
    public async Task A_transient_failure_is_tried_again_after_growing_delays()
    {
        await using var scene = await RunScene.StartAsync();
        scene.Plugin = input => input.Attempt < 3 ? RunScene.Failure(ErrorCategory.Transient) : StepOutcome.Success("Done.");
        var start = scene.Fixture.Clock.GetUtcNow();

        var result = await scene.RunAsync("""
            id: again
            steps:
              - { id: a, uses: test.echo, retry: { maxAttempts: 3, baseDelay: 10s, jitter: 0 } }
            """);

        Assert.Equal(ExecutionStatus.Completed, result.Snapshot.Status);
        Assert.Equal([1, 2, 3], scene.Attempts.Select(attempt => attempt.Attempt));
        Assert.Single(scene.Attempts.Select(attempt => attempt.Marker).Distinct(StringComparer.Ordinal));
        Assert.Equal(30, (scene.Fixture.Clock.GetUtcNow() - start).TotalSeconds, precision: 0);
    }

    [Fact]
    public async Task Each_retry_is_a_warning_in_the_log_once_with_the_attempt_the_step_and_why()
    {
        using var recorded = new RecordingLogs();
        using var logs = LoggerFactory.Create(logging => logging.AddProvider(recorded));
        await using var scene = await RunScene.StartAsync(logs: logs);
        scene.Plugin = input => input.Attempt < 3
            ? RunScene.Failure(ErrorCategory.Transient, "The service is away.")
            : StepOutcome.Success("Done.");

        await scene.RunAsync("id: flaky\nsteps: [{ id: a, uses: test.echo }]");

        Assert.Equal(
            [$"Retry attempt 1 for {scene.Id}/a: The service is away.", $"Retry attempt 2 for {scene.Id}/a: The service is away."],
            recorded.Warnings.Where(line => line.StartsWith("Retry", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_step_that_failed_parks_while_the_others_go_on_and_a_retry_runs_only_what_is_left()
    {
        await using var scene = await RunScene.StartAsync();
        var broken = true;
        scene.Plugin = input => input.Step == "bad" && broken ? RunScene.Failure() : StepOutcome.Success("Done.");

        await scene.BeginAsync(TwoBranches);
        var parked = await scene.StandingAsync();
        broken = false;
        await scene.SendAsync(SignalKind.RetryStep, "bad");
        var result = await scene.EndAsync();

        Assert.Equal(ExecutionStatus.Failed, parked.Status);
        Assert.Equal("bad", parked.Failure!.Step);
        Assert.NotNull(parked.DecisionDeadline);
        Assert.Equal((2, 1, 1), (parked.Counts["succeeded"], parked.Counts["parked"], parked.Counts["pending"]));
        Assert.Equal(ExecutionStatus.Completed, result.Snapshot.Status);
        Assert.Equal(
            ["afterBad", "afterGood", "bad", "bad", "good"],
            scene.Attempts.Select(attempt => attempt.Step).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_parked_workflow_is_closed_as_failed_when_nobody_decides_for_a_week()
    {
        await using var scene = await RunScene.StartAsync();
        scene.Plugin = input => input.Step == "bad" ? RunScene.Failure() : StepOutcome.Success("Done.");
        var start = scene.Fixture.Clock.GetUtcNow();

        var result = await scene.RunAsync(TwoBranches);

        Assert.Equal(ExecutionStatus.Failed, result.Snapshot.Status);
        Assert.Equal(7, (scene.Fixture.Clock.GetUtcNow() - start).TotalDays, precision: 1);
    }

    [Fact]
    public async Task With_continue_what_depends_on_a_failure_does_not_run_and_the_workflow_ends_as_failed()
    {
        await using var scene = await RunScene.StartAsync();
        scene.Plugin = input => input.Step == "bad" ? RunScene.Failure() : StepOutcome.Success("Done.");

        var result = await scene.RunAsync(
            TwoBranches.Replace("steps:", "errorHandling: { strategy: continue }\nsteps:", StringComparison.Ordinal));

        Assert.Equal(ExecutionStatus.Failed, result.Snapshot.Status);
        Assert.Equal("bad", result.Snapshot.Failure!.Step);
        Assert.Equal(["afterGood", "bad", "good"], scene.Attempts.Select(attempt => attempt.Step).Order(StringComparer.Ordinal));
        Assert.True(scene.Last(EventType.StepSkipped).GetProperty("omitted").GetBoolean());
    }

    [Fact]
    public async Task A_step_whose_failure_does_not_matter_is_as_if_it_were_not_there()
    {
        await using var scene = await RunScene.StartAsync();
        scene.Plugin = input => input.Step == "bad" ? RunScene.Failure() : StepOutcome.Success("Done.");

        var result = await scene.RunAsync("""
            id: optional
            steps:
              - { id: bad, uses: test.echo, onFailure: continue }
              - { id: after, uses: test.echo, dependsOn: [bad] }
            """);

        Assert.Equal(ExecutionStatus.Completed, result.Snapshot.Status);
        Assert.Equal(["bad", "after"], scene.Attempts.Select(attempt => attempt.Step));
    }

    [Fact]
    public async Task Another_step_runs_in_place_of_one_that_failed_and_gives_its_outputs()
    {
        await using var scene = await RunScene.StartAsync();
        scene.Plugin = input => input.Step == "fast" ? RunScene.Failure() : StepOutcome.Success("Done.", new { by = input.Step });

        var result = await scene.RunAsync("""
            id: plan-b
            steps:
              - { id: fast, uses: test.echo, onFailure: slow }
              - { id: slow, uses: test.echo }
              - { id: after, uses: set, dependsOn: [fast], config: { by: "${{ steps.fast.outputs.by }}" } }
            outputs: { by: steps.after.outputs.by }
            """);

        Assert.Equal(ExecutionStatus.Completed, result.Snapshot.Status);
        Assert.Equal("slow", result.Outputs!.Value.GetProperty("by").GetString());
        Assert.Equal(["fast", "slow"], scene.Attempts.Select(attempt => attempt.Step));
    }

    [Fact]
    public async Task A_step_that_is_not_needed_in_place_of_another_does_not_run()
    {
        await using var scene = await RunScene.StartAsync();

        var result = await scene.RunAsync("""
            id: plan-b
            steps:
              - { id: fast, uses: test.echo, onFailure: slow }
              - { id: slow, uses: test.echo }
            """);

        Assert.Equal(ExecutionStatus.Completed, result.Snapshot.Status);
        Assert.Equal(["fast"], scene.Attempts.Select(attempt => attempt.Step));
    }

    [Fact]
    public async Task Fail_fast_stops_what_runs_and_goes_on_with_it_after_a_decision()
    {
        await using var scene = await RunScene.StartAsync();
        var broken = true;
        scene.Plugin = input => input.Step == "bad" && broken ? RunScene.Failure(ErrorCategory.Transient) : StepOutcome.Success("Done.");
        scene.Hold("long");
        scene.Hold("bad");

        await scene.BeginAsync("""
            id: fast
            errorHandling: { strategy: fail_fast }
            steps:
              - { id: long, uses: test.echo }
              - { id: bad, uses: test.echo }
            """);
        await scene.BegunAsync("long");
        await scene.BegunAsync("bad");
        scene.LetGo("bad");
        var parked = await scene.StandingAsync();
        broken = false;
        await scene.SendAsync(SignalKind.Decide);
        var result = await scene.EndAsync();

        Assert.Equal(ExecutionStatus.Failed, parked.Status);
        Assert.Equal((1, 1), (parked.Counts["parked"], parked.Counts["pending"]));
        Assert.Equal(ExecutionStatus.Completed, result.Snapshot.Status);
        Assert.Equal(1, scene.Attempts.Count(attempt => attempt.Step == "bad" && attempt.Attempt == 1));
    }

    [Fact]
    public async Task When_an_agent_has_failed_for_good_the_next_one_goes_on()
    {
        await using var scene = await RunScene.StartAsync();
        scene.Plugin = input => input.Agent!.Name == "third" ? StepOutcome.Success("Done.") : RunScene.Failure(ErrorCategory.AgentFailed);

        await scene.BeginAsync("""
            id: agents
            errorHandling: { strategy: retry_with_fallback, maxRetries: 1, fallbackAgents: [second, third] }
            steps:
              - { id: code, uses: test.agent }
            """, plugins: new Dictionary<string, PluginFacts>(StringComparer.Ordinal)
            {
                ["test.agent"] = new(false, true, TimeSpan.FromMinutes(5)),
            });
        var result = await scene.EndAsync();

        Assert.Equal(ExecutionStatus.Completed, result.Snapshot.Status);
        Assert.Equal(["first", "first", "second", "second", "third"], scene.Attempts.Select(attempt => attempt.Agent!.Name));
    }

    [Theory]
    [InlineData(ErrorCategory.AgentFailed, true)]
    [InlineData(ErrorCategory.Timeout, true)]
    [InlineData(ErrorCategory.Transient, true)]
    [InlineData(ErrorCategory.Configuration, false)]
    [InlineData(ErrorCategory.Permission, false)]
    [InlineData(ErrorCategory.ValidationFailed, false)]
    [InlineData(ErrorCategory.Bug, false)]
    [InlineData(ErrorCategory.Cancelled, false)]
    public async Task Another_agent_is_asked_only_when_what_failed_is_the_agents(ErrorCategory category, bool goesOn)
    {
        await using var scene = await RunScene.StartAsync();
        scene.Plugin = input => input.Agent!.Name == "second" ? StepOutcome.Success("Done.") : RunScene.Failure(category);

        await scene.BeginAsync("""
            id: agents
            errorHandling: { strategy: retry_with_fallback, maxRetries: 0, fallbackAgents: [second] }
            steps:
              - { id: code, uses: test.agent }
            """, plugins: new Dictionary<string, PluginFacts>(StringComparer.Ordinal)
            {
                ["test.agent"] = new(false, true, TimeSpan.FromMinutes(5)),
            });
        var standing = await scene.StandingAsync();

        Assert.Equal(goesOn ? ExecutionStatus.Completed : ExecutionStatus.Failed, standing.Status);
        Assert.Equal(goesOn ? ["first", "second"] : ["first"], scene.Attempts.Select(attempt => attempt.Agent!.Name));
    }

    [Fact]
    public async Task What_was_done_is_undone_the_last_first_when_a_step_fails()
    {
        await using var scene = await RunScene.StartAsync();
        scene.Plugin = input => input.Step == "third" ? RunScene.Failure() : StepOutcome.Success("Done.");

        var result = await scene.RunAsync("""
            id: saga
            errorHandling: { strategy: compensate, compensateWith: { first: undoFirst, second: undoSecond, third: undoThird } }
            steps:
              - { id: first, uses: test.echo }
              - { id: second, uses: test.echo, dependsOn: [first] }
              - { id: third, uses: test.echo, dependsOn: [second] }
              - { id: undoFirst, uses: test.echo }
              - { id: undoSecond, uses: test.echo }
              - { id: undoThird, uses: test.echo }
            """);

        Assert.Equal(ExecutionStatus.Failed, result.Snapshot.Status);
        Assert.Equal("third", result.Snapshot.Failure!.Step);
        Assert.Equal(["first", "second", "third", "undoSecond", "undoFirst"], scene.Attempts.Select(attempt => attempt.Step));
        Assert.Equal(["second", "first"], scene.Steps(EventType.StepCompensated));
        Assert.Equal(2, result.Snapshot.Counts["compensated"]);
    }

    [Fact]
    public async Task A_step_that_takes_too_long_is_stopped_before_it_is_tried_again()
    {
        await using var scene = await RunScene.StartAsync();
        scene.Hold("slow");

        await scene.BeginAsync("""
            id: slow
            steps:
              - { id: slow, uses: test.echo, timeout: 10m, retry: { maxAttempts: 2, baseDelay: 1s, jitter: 0 } }
            """);
        await scene.BegunAsync("slow");
        scene.Pass(TimeSpan.FromMinutes(11));
        var result = await scene.EndAsync();

        Assert.Equal(ExecutionStatus.Completed, result.Snapshot.Status);
        Assert.Equal(ErrorCodes.StepTimedOut, scene.Last(EventType.StepFailed).GetProperty("code").GetString());
        Assert.Equal([1, 2], scene.Attempts.Select(attempt => attempt.Attempt));
        Assert.Equal([0, 1], scene.Attempts.Select(attempt => attempt.Stops));
    }

    [Fact]
    public async Task A_workflow_that_takes_too_long_waits_for_a_decision_and_gets_the_same_time_again()
    {
        await using var scene = await RunScene.StartAsync();
        scene.Hold("slow");

        await scene.BeginAsync("id: slow\ntimeout: 20m\nsteps:\n  - { id: slow, uses: test.echo, timeout: 1h }");
        await scene.BegunAsync("slow");
        scene.Pass(TimeSpan.FromMinutes(21));
        var parked = await scene.StandingAsync();
        await scene.SendAsync(SignalKind.Decide);
        var result = await scene.EndAsync();

        Assert.Equal((ExecutionStatus.Failed, ErrorCodes.RunTimedOut), (parked.Status, parked.Failure!.Code));
        Assert.Equal(ExecutionStatus.Completed, result.Snapshot.Status);
    }

    [Fact]
    public async Task A_config_whose_expression_has_no_value_parks_the_step_and_says_why()
    {
        await using var scene = await RunScene.StartAsync();

        await scene.BeginAsync("id: wrong\nsteps:\n  - { id: a, uses: test.echo, config: { n: \"${{ 1 / 0 }}\" } }");
        var parked = await scene.StandingAsync();

        Assert.Equal((ExecutionStatus.Failed, ErrorCodes.StepConfigInvalid), (parked.Status, parked.Failure!.Code));
        Assert.Empty(scene.Attempts);
    }
}
