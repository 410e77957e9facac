using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Entities;

namespace Slipway.LocalHost.Tests.Durable;

public sealed class EntitiesFailureTests
{
    private static readonly EntityInstanceId Plain = new("plain", "x");

    [Fact]
    public async Task A_failed_operation_leaves_no_trace_and_its_caller_hears_why()
    {
        await using var hub = await EntityWorld.StartAsync(catalog => Callers(catalog));
        await hub.SignalAsync(Plain, "set", 1);

        var failure = await hub.ResultAsync<string[]>("Catch");

        Assert.Equal(
            ["@plain@x", "break", typeof(InvalidTimeZoneException).FullName!, "no such time", typeof(ArgumentException).FullName!],
            failure!);
        Assert.Equal(1, await hub.ReadAsync(Plain));
        Assert.Null(await hub.ReadAsync(EntityWorld.A));
        Assert.Contains(hub.Log.Lines, line => line.StartsWith("Warning: Operation 'break' of entity '@plain@x' failed."));
    }

    [Fact]
    public async Task Without_rollback_what_a_failed_operation_did_before_stays()
    {
        await using var hub = await EntityWorld.StartAsync(
            catalog => Callers(catalog), options => options with { RollBackFailedEntityOperations = false });
        await hub.SignalAsync(Plain, "set", 1);

        await hub.ResultAsync<string[]>("Catch");

        Assert.Equal(2, await hub.ReadAsync(Plain));
        await hub.UntilCounterIsAsync(EntityWorld.A, 5);
    }

    [Fact]
    public async Task A_failure_that_nobody_catches_fails_the_orchestration_with_its_cause()
    {
        await using var hub = await EntityWorld.StartAsync(catalog => catalog.Orchestrator(
            "Main", context => context.Entities.CallEntityAsync(EntityWorld.A, "fail", "bad")));

        var end = await hub.EndOfAsync(await hub.StartInstanceAsync("Main"));

        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.Equal(typeof(EntityOperationFailedException).FullName, end.FailureDetails!.ErrorType);
        Assert.Contains("bad", end.FailureDetails.ErrorMessage);
        Assert.Null(await hub.ReadAsync(EntityWorld.A));
    }

    [Fact]
    public async Task Operations_after_a_failed_one_of_the_same_batch_count()
    {
        var go = new SemaphoreSlim(0);
        await using var hub = await EntityWorld.StartAsync(catalog => catalog.Entity("Gate", async (operation, cancellationToken) =>
        {
            if (operation.Name == "wait")
            {
                await go.WaitAsync(TestHub.Patience, cancellationToken);
                return null;
            }

            operation.State.SetState(operation.State.GetState<int>() + 1);
            return operation.GetInput<int>() == 1 ? throw new TimeoutException() : null;
        }));
        var gate = new EntityInstanceId("gate", "x");
        await hub.SignalAsync(gate, "wait");
        for (var i = 0; i < 3; i++)
        {
            await hub.SignalAsync(gate, "count", i);
        }

        go.Release();

        await hub.UntilCounterIsAsync(gate, 2);
        Assert.Equal(3, hub.Catalog.Runs["gate/count"]);
    }

    [Fact]
    public async Task An_entity_that_the_app_does_not_have_fails_the_call()
    {
        await using var hub = await EntityWorld.StartAsync(catalog => catalog.Orchestrator("Main", async context =>
        {
            try
            {
                await context.Entities.CallEntityAsync(new EntityInstanceId("Nobody", "x"), "go");
                return null;
            }
            catch (EntityOperationFailedException exception)
            {
                return (object?)new[] { exception.FailureDetails.ErrorType, exception.FailureDetails.ErrorMessage };
            }
        }));

        Assert.Equal(["EntityTaskNotFound", "No entity task named 'nobody' was found."], (await hub.ResultAsync<string[]>("Main"))!);
    }

    [Fact]
    public async Task Operations_that_do_not_end_are_named_and_stop_only_their_own_entities()
    {
        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var hub = await EntityWorld.StartAsync(
            catalog => catalog.Entity("Stuck", async (operation, _) =>
            {
                await end.Task;
                operation.State.SetState(1);
                return null;
            }),
            options => options with { LongRunning = TimeSpan.FromMilliseconds(50) });

        for (var i = 0; i < 10 * Environment.ProcessorCount; i++)
        {
            await hub.SignalAsync(new EntityInstanceId("stuck", $"{i}"), "go");
        }

        await hub.SignalAsync(EntityWorld.A, "add", 1);
        await hub.UntilCounterIsAsync(EntityWorld.A, 1);
        Assert.Contains(hub.Log.Lines, line => line.StartsWith("Warning: The operations of entity '@stuck@"));
        end.SetResult();
        await hub.UntilCounterIsAsync(new EntityInstanceId("stuck", "0"), 1);
    }

    [Fact]
    public async Task A_context_that_is_used_after_its_operation_says_so()
    {
        TaskEntityContext? kept = null;
        await using var hub = await EntityWorld.StartAsync(catalog => catalog.Entity("Leaky", operation =>
        {
            kept = operation.Context;
            operation.State.SetState(1);
            return null;
        }));
        var leaky = new EntityInstanceId("leaky", "x");
        await hub.SignalAsync(leaky, "go");
        await hub.UntilCounterIsAsync(leaky, 1);

        Assert.Throws<InvalidOperationException>(() => kept!.SignalEntity(EntityWorld.A, "add", 1));
    }

    private static void Callers(TestCatalog catalog) => catalog
        .Entity("Plain", operation =>
        {
            if (operation.Name == "set")
            {
                operation.State.SetState(operation.GetInput<int>());
                return null;
            }

            operation.State.SetState(2);
            operation.Context.SignalEntity(EntityWorld.A, "add", 5);
            throw new InvalidTimeZoneException("no such time", new ArgumentException("inner"));
        })
        .Orchestrator("Catch", async context =>
        {
            try
            {
                await context.Entities.CallEntityAsync<int>(Plain, "break");
                return null;
            }
            catch (EntityOperationFailedException exception)
            {
                var details = exception.FailureDetails;
                return (object?)new[]
                {
                    exception.EntityId.ToString(), exception.OperationName, details.ErrorType, details.ErrorMessage,
                    details.InnerFailure!.ErrorType,
                };
            }
        });
}
