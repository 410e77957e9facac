using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Slipway.LocalHost.Tests.Durable;

namespace Slipway.LocalHost.Tests.Conformance;

/// <summary>How failures look to orchestrators and clients.</summary>
public sealed class FailureTests
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

    [Fact]
    public async Task A_failure_reaches_the_orchestrator_with_its_causes()
    {
        TaskFailedException? seen = null;
        await using var hub = await TestHub.StartAsync(catalog => catalog
            .Orchestrator("Main", async context =>
            {
                try
                {
                    await context.CallActivityAsync("Fail");
                }
                catch (TaskFailedException exception)
                {
                    seen = exception;
                }
            })
            .Activity<object>("Fail", (_, _) =>
                Task.FromException<object?>(new InvalidOperationException("outer", new FileNotFoundException("inner")))));

        await hub.EndOfAsync(await hub.StartInstanceAsync("Main"));

        Assert.NotNull(seen);
        Assert.Equal("Fail", seen.TaskName);
        Assert.Equal(0, seen.TaskId);
        Assert.Equal("Task 'Fail' (#0) failed with an unhandled exception: outer", seen.Message);
        Assert.Equal("System.InvalidOperationException", seen.FailureDetails.ErrorType);
        Assert.True(seen.FailureDetails.InnerFailure!.IsCausedBy<IOException>());
    }

    [Fact]
    public async Task A_missing_activity_fails_at_once_and_is_not_retried()
    {
        var asked = 0;
        await using var hub = await TestHub.StartAsync(catalog => catalog.Orchestrator("Main", async context =>
        {
            try
            {
                await context.CallActivityAsync("Nobody", TaskOptions.FromRetryHandler(_ => ++asked < 5));
                return (object?)null;
            }
            catch (TaskFailedException exception)
            {
                return $"{exception.FailureDetails.ErrorType}: {exception.FailureDetails.ErrorMessage}";
            }
        }));

        var end = await hub.EndOfAsync(await hub.StartInstanceAsync("Main"));

        Assert.Equal("ActivityTaskNotFound: No activity task named 'Nobody' was found.", end.ReadOutputAs<string>());
        Assert.Equal(0, asked);
    }

    [Fact]
    public async Task A_failure_keeps_its_chain_from_activity_through_child_to_parent()
    {
        await using var hub = await TestHub.StartAsync(catalog => catalog
            .Orchestrator("Parent", context => context.CallSubOrchestratorAsync("Child"))
            .Orchestrator("Child", context => context.CallActivityAsync("Fail"))
            .Activity<object>("Fail", _ => throw new TimeoutException("deep")));

        var failure = (await hub.EndOfAsync(await hub.StartInstanceAsync("Parent"))).FailureDetails!;

        Assert.Contains("'Child'", failure.ErrorMessage);
        Assert.Contains("'Fail'", failure.InnerFailure!.ErrorMessage);
        Assert.Equal("System.TimeoutException", failure.InnerFailure.InnerFailure!.ErrorType);
        Assert.Equal("deep", failure.InnerFailure.InnerFailure.ErrorMessage);
    }

    [Fact]
    public async Task A_missing_child_orchestrator_fails_the_call_and_is_not_retried()
    {
        await using var hub = await TestHub.StartAsync(catalog => catalog.Orchestrator("Parent", context =>
            context.CallSubOrchestratorAsync("Nobody", TaskOptions.FromRetryPolicy(new RetryPolicy(5, TimeSpan.FromDays(1))))));

        var failure = (await hub.EndOfAsync(await hub.StartInstanceAsync("Parent"))).FailureDetails!;

        Assert.Equal("OrchestratorTaskNotFound", failure.InnerFailure!.ErrorType);
        Assert.Equal("No orchestrator task named 'Nobody' was found.", failure.InnerFailure.ErrorMessage);
    }

    internal sealed class OwnException(string message) : InvalidOperationException(message);
}
