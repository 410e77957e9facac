using DurableTask.Core.History;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Slipway.LocalHost.Durable.Retry;
using Slipway.LocalHost.Tests.Durable;

namespace Slipway.LocalHost.Tests.Conformance;

/// <summary>How often a call is made again, and when.</summary>
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

    [Theory]
    [InlineData(true, 1)]
    [InlineData(true, 2)]
    [InlineData(true, 10)]
    [InlineData(false, 1)]
    [InlineData(false, 2)]
    [InlineData(false, 10)]
    public async Task A_policy_makes_exactly_so_many_attempts(bool activity, int attempts)
    {
        var runs = 0;
        var options = TaskOptions.FromRetryPolicy(new RetryPolicy(attempts, TimeSpan.FromMinutes(1)));
        await using var hub = await StartFaultyAsync(activity, options, () => Interlocked.Increment(ref runs));

        var id = await hub.StartInstanceAsync("Main");
        for (var retry = 1; retry < attempts; retry++)
        {
            await hub.UntilHistoryHasAsync<TimerCreatedEvent>(id, retry);
            hub.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await hub.EndOfAsync(id)).RuntimeStatus);
        Assert.Equal(attempts, runs);
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(true, 3)]
    [InlineData(false, 1)]
    [InlineData(false, 3)]
    public async Task A_handler_is_asked_after_each_attempt_and_stops_when_it_says_no(bool activity, int attempts)
    {
        var runs = 0;
        var asked = new List<(int Attempt, bool IsCause)>();
        var options = TaskOptions.FromRetryHandler(retry =>
        {
            if (!retry.OrchestrationContext.IsReplaying)
            {
                var failure = retry.LastFailure.InnerFailure ?? retry.LastFailure;
                asked.Add((retry.LastAttemptNumber, failure.IsCausedBy<OwnException>() || retry.LastFailure.IsCausedBy<OwnException>()));
            }

            return retry.LastAttemptNumber < attempts;
        });
        await using var hub = await StartFaultyAsync(activity, options, () => Interlocked.Increment(ref runs));

        var end = await hub.EndOfAsync(await hub.StartInstanceAsync("Main"));

        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.Equal(attempts, runs);
        Assert.Equal(Enumerable.Range(1, attempts).Select(attempt => (attempt, true)), asked);
        Assert.Empty((await hub.Client.GetOrchestrationHistoryAsync(end.InstanceId)).OfType<TimerCreatedEvent>());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_policy_does_not_retry_what_its_filter_does_not_handle(bool activity)
    {
        var runs = 0;
        var options = TaskOptions.FromRetryPolicy(
            new RetryPolicy(5, TimeSpan.FromMinutes(1)) { HandleFailure = failure => failure.IsCausedBy<TimeoutException>() });
        await using var hub = await StartFaultyAsync(activity, options, () => Interlocked.Increment(ref runs));

        var end = await hub.EndOfAsync(await hub.StartInstanceAsync("Main"));

        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.Equal(1, runs);
    }

    [Fact]
    public async Task A_policy_ends_when_its_time_is_over_though_attempts_are_left()
    {
        var runs = 0;
        var options = TaskOptions.FromRetryPolicy(
            new RetryPolicy(100, TimeSpan.FromMinutes(1), retryTimeout: TimeSpan.FromMinutes(2)));
        await using var hub = await StartFaultyAsync(activity: true, options, () => Interlocked.Increment(ref runs));

        var id = await hub.StartInstanceAsync("Main");
        for (var retry = 1; retry <= 2; retry++)
        {
            await hub.UntilHistoryHasAsync<TimerCreatedEvent>(id, retry);
            hub.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        await hub.EndOfAsync(id);
        Assert.Equal(3, runs);
    }

    [Fact]
    public void A_delay_grows_to_one_hour_when_no_longest_one_is_given_and_has_no_time_limit()
    {
        var policy = new RetryPolicy(1000, TimeSpan.FromMinutes(40), backoffCoefficient: 2);

        Assert.Equal(TimeSpan.FromMinutes(40), CallRetry.NextDelay(policy, 1, TimeSpan.Zero));
        Assert.Equal(TimeSpan.FromHours(1), CallRetry.NextDelay(policy, 2, TimeSpan.FromDays(10_000)));
    }

    private static Task<TestHub> StartFaultyAsync(bool activity, TaskOptions options, Action run) =>
        TestHub.StartAsync(catalog => catalog
            .Orchestrator("Main", context => activity
                ? context.CallActivityAsync("Faulty", options)
                : context.CallSubOrchestratorAsync("Faulty", options))
            .Orchestrator("Faulty", (Func<TaskOrchestrationContext, Task>)(_ =>
            {
                run();
                throw new OwnException("Kaboom");
            }))
            .Activity<object>("Faulty", _ =>
            {
                run();
                throw new OwnException("Kaboom");
            }));

    private sealed class OwnException(string message) : InvalidOperationException(message);
}
