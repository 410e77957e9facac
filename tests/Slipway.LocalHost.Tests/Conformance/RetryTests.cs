using DurableTask.Core.History;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Slipway.LocalHost.Durable.Retry;
using Slipway.LocalHost.Tests.Durable;

namespace Slipway.LocalHost.Tests.Conformance;

public sealed class RetryTests
{
    [Theory]
    [InlineData(1, 10)]
    [InlineData(2, 20)]
    [InlineData(3, 40)]
    [InlineData(4, 60)]
    [InlineData(9, 60)]
    public void The_delay_grows_by_the_coefficient_up_to_its_cap(int failedAttempts, int seconds)
    {
        var policy = new RetryPolicy(10, TimeSpan.FromSeconds(10), 2, TimeSpan.FromMinutes(1));

        Assert.Equal(TimeSpan.FromSeconds(seconds), CallRetry.NextDelay(policy, failedAttempts, TimeSpan.Zero));
    }

    [Fact]
    public void There_is_no_retry_after_the_last_attempt_or_the_time_limit()
    {
        var policy = new RetryPolicy(3, TimeSpan.FromSeconds(10), retryTimeout: TimeSpan.FromMinutes(1));

        Assert.Null(CallRetry.NextDelay(policy, 3, TimeSpan.Zero));
        Assert.Null(CallRetry.NextDelay(policy, 1, TimeSpan.FromMinutes(1)));
        Assert.NotNull(CallRetry.NextDelay(policy, 1, TimeSpan.FromSeconds(59)));
    }

    [Fact]
    public async Task A_policy_retries_after_durable_delays_that_survive_a_crash()
    {
        var runs = 0;
        await using var hub = await TestHub.StartAsync(catalog => catalog
            .Orchestrator("Main", async context => await context.CallActivityAsync<string>(
                "Flaky", TaskOptions.FromRetryPolicy(new RetryPolicy(3, TimeSpan.FromMinutes(1), 2))))
            .Activity<object>("Flaky", _ => Interlocked.Increment(ref runs) < 3 ? throw new TimeoutException("later") : "third"));

        var id = await hub.StartInstanceAsync("Main");
        await hub.UntilHistoryHasAsync<TimerCreatedEvent>(id);
        await hub.CrashAsync();
        hub.Clock.Advance(TimeSpan.FromMinutes(1));
        await hub.UntilHistoryHasAsync<TimerCreatedEvent>(id, 2);
        hub.Clock.Advance(TimeSpan.FromMinutes(2));
        var end = await hub.EndOfAsync(id);

        Assert.Equal("third", end.ReadOutputAs<string>());
        Assert.Equal(3, runs);
    }

    [Fact]
    public async Task A_policy_stops_after_its_last_attempt()
    {
        var runs = 0;
        await using var hub = await TestHub.StartAsync(catalog => catalog
            .Orchestrator("Main", context => context.CallActivityAsync(
                "Flaky", TaskOptions.FromRetryPolicy(new RetryPolicy(2, TimeSpan.FromMinutes(1)))))
            .Activity<object>("Flaky", _ => throw new TimeoutException($"attempt {Interlocked.Increment(ref runs)}")));

        var id = await hub.StartInstanceAsync("Main");
        await hub.UntilHistoryHasAsync<TimerCreatedEvent>(id);
        hub.Clock.Advance(TimeSpan.FromMinutes(1));
        var end = await hub.EndOfAsync(id);

        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.EndsWith("attempt 2", end.FailureDetails!.ErrorMessage);
    }

    [Fact]
    public async Task A_failure_that_the_policy_does_not_handle_is_not_retried()
    {
        await using var hub = await TestHub.StartAsync(catalog => catalog
            .Orchestrator("Main", context => context.CallActivityAsync("Flaky", TaskOptions.FromRetryPolicy(
                new RetryPolicy(5, TimeSpan.FromMinutes(1)) { HandleFailure = failure => failure.IsCausedBy<TimeoutException>() })))
            .Activity<object>("Flaky", _ => throw new NotSupportedException("never")));

        var end = await hub.EndOfAsync(await hub.StartInstanceAsync("Main"));

        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.Equal(1, hub.Catalog.Runs["Flaky"]);
    }

    [Fact]
    public async Task A_handler_decides_with_the_attempt_and_the_failure_and_adds_no_delay()
    {
        var asked = new List<string>();
        await using var hub = await TestHub.StartAsync(catalog => catalog
            .Orchestrator("Main", context => context.CallActivityAsync("Flaky", TaskOptions.FromRetryHandler(retry =>
            {
                if (!retry.OrchestrationContext.IsReplaying)
                {
                    asked.Add($"{retry.LastAttemptNumber} {retry.LastFailure.ErrorType}");
                }

                return retry.LastAttemptNumber < 3;
            })))
            .Activity<object>("Flaky", _ => throw new TimeoutException()));

        var end = await hub.EndOfAsync(await hub.StartInstanceAsync("Main"));

        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.Equal(3, hub.Catalog.Runs["Flaky"]);
        Assert.Equal(["1 System.TimeoutException", "2 System.TimeoutException", "3 System.TimeoutException"], asked);
    }

    [Fact]
    public async Task An_async_handler_may_wait_durably()
    {
        var runs = 0;
        await using var hub = await TestHub.StartAsync(catalog => catalog
            .Orchestrator("Main", async context => await context.CallActivityAsync<string>(
                "Flaky",
                TaskOptions.FromRetryHandler(async retry =>
                {
                    await retry.OrchestrationContext.CreateTimer(TimeSpan.FromDays(1), CancellationToken.None);
                    return true;
                })))
            .Activity<object>("Flaky", _ => Interlocked.Increment(ref runs) == 1 ? throw new TimeoutException() : "good"));

        var id = await hub.StartInstanceAsync("Main");
        await hub.UntilHistoryHasAsync<TimerCreatedEvent>(id);
        hub.Clock.Advance(TimeSpan.FromDays(1));

        Assert.Equal("good", (await hub.EndOfAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task A_sub_orchestration_is_retried_too()
    {
        var runs = 0;
        await using var hub = await TestHub.StartAsync(catalog => catalog
            .Orchestrator("Main", async context => await context.CallSubOrchestratorAsync<string>(
                "Child", options: TaskOptions.FromRetryPolicy(new RetryPolicy(3, TimeSpan.FromSeconds(5)))))
            .Orchestrator("Child", async context => await context.CallActivityAsync<string>("Flaky"))
            .Activity<object>("Flaky", _ => Interlocked.Increment(ref runs) == 1 ? throw new TimeoutException() : "good"));

        var id = await hub.StartInstanceAsync("Main");
        await hub.UntilHistoryHasAsync<TimerCreatedEvent>(id);
        hub.Clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal("good", (await hub.EndOfAsync(id)).ReadOutputAs<string>());
    }
}
