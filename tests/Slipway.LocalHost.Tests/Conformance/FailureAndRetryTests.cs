using DurableTask.Core.History;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Slipway.LocalHost.Durable.Retry;
using Slipway.LocalHost.Tests.Durable;

namespace Slipway.LocalHost.Tests.Conformance;

/// <summary>How failures look to orchestrators and clients, and how often a call is made again.</summary>
public sealed class FailureAndRetryTests
{
    [Fact]
    public async Task An_unhandled_activity_failure_has_the_orchestrators_stack_and_two_inner_failures()
    {
        await using var hub = await TestHub.StartAsync(catalog => catalog
            .Orchestrator("Main", OrchestratorCodeAsync)
            .Activity<object>("Faulty", _ => ActivityCode()));

        var failure = (await hub.EndOfAsync(await hub.StartInstanceAsync("Main"))).FailureDetails!;

        Assert.Equal(typeof(TaskFailedException).FullName, failure.ErrorType);
        Assert.Equal("Task 'Faulty' (#0) failed with an unhandled exception: Kaboom", failure.ErrorMessage);
        Assert.Contains(nameof(OrchestratorCodeAsync), failure.StackTrace);
        Assert.DoesNotContain(nameof(ActivityCode), failure.StackTrace);
        Assert.Equal(
            (typeof(InvalidOperationException).FullName, "Kaboom"), (failure.InnerFailure!.ErrorType, failure.InnerFailure.ErrorMessage));
        Assert.Contains(nameof(ActivityCode), failure.InnerFailure.StackTrace);
        var innermost = failure.InnerFailure.InnerFailure!;
        Assert.Equal((typeof(OwnException).FullName, "Inner!"), (innermost.ErrorType, innermost.ErrorMessage));

        static async Task OrchestratorCodeAsync(TaskOrchestrationContext context) => await context.CallActivityAsync("Faulty");
        static object ActivityCode() => throw new InvalidOperationException("Kaboom", new OwnException("Inner!"));
    }

    [Theory]
    [InlineData(typeof(ApplicationException))]
    [InlineData(typeof(OwnException))]
    [InlineData(typeof(Xunit.Sdk.XunitException))]
    public async Task What_an_orchestrator_throws_is_the_failure_with_its_full_type_name(Type type)
    {
        await using var hub = await TestHub.StartAsync(catalog => catalog.Orchestrator(
            "Main", (Func<TaskOrchestrationContext, Task>)(_ => throw (Exception)Activator.CreateInstance(type, "Kaboom")!)));

        var end = await hub.EndOfAsync(await hub.StartInstanceAsync("Main"));

        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.Equal((type.FullName, "Kaboom"), (end.FailureDetails!.ErrorType, end.FailureDetails.ErrorMessage));
        Assert.NotNull(end.FailureDetails.StackTrace);
    }

    [Fact]
    public async Task A_caught_failure_tells_its_type_its_base_types_and_no_other()
    {
        await using var hub = await TestHub.StartAsync(catalog => catalog
            .Orchestrator("Main", async context =>
            {
                var exception = await Assert.ThrowsAsync<TaskFailedException>(() => context.CallActivityAsync("Faulty"));
                return new[]
                {
                    exception.FailureDetails.IsCausedBy<OwnException>(),
                    exception.FailureDetails.IsCausedBy<InvalidOperationException>(),
                    exception.FailureDetails.IsCausedBy<Exception>(),
                    exception.FailureDetails.IsCausedBy<TimeoutException>(),
                };
            })
            .Activity<object>("Faulty", _ => throw new OwnException("x")));

        var end = await hub.EndOfAsync(await hub.StartInstanceAsync("Main"));

        Assert.Equal([true, true, true, false], end.ReadOutputAs<bool[]>()!);
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

    internal sealed class OwnException(string message) : InvalidOperationException(message);
}
