using DurableTask.Core.History;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Slipway.LocalHost.Tests.Durable;

public sealed class SubOrchestrationTests
{
    [Fact]
    public async Task A_child_gets_its_input_knows_its_parent_and_returns_its_result_across_a_crash()
    {
        await using var hub = await TestHub.StartAsync(catalog => catalog
            .Orchestrator("Parent", async context => await context.CallSubOrchestratorAsync<string>(
                "Child", 20, new SubOrchestrationOptions(instanceId: "child-1")))
            .Orchestrator("Child", async context =>
            {
                var more = await context.WaitForExternalEvent<int>("more");
                return $"{context.Parent!.Name} {context.Parent.InstanceId} {context.GetInput<int>() + more}";
            }));

        var id = await hub.StartInstanceAsync("Parent", id: "parent-1");
        await hub.UntilStatusAsync("child-1", OrchestrationRuntimeStatus.Running);
        await hub.CrashAsync();
        await hub.Client.RaiseEventAsync("child-1", "more", 3);

        Assert.Equal("Parent parent-1 23", (await hub.EndOfAsync(id)).ReadOutputAs<string>());
        Assert.Single((await hub.Client.GetOrchestrationHistoryAsync(id)).OfType<SubOrchestrationInstanceCompletedEvent>());
    }

    [Fact]
    public async Task A_child_without_an_id_gets_one_that_is_the_same_in_each_replay()
    {
        await using var hub = await TestHub.StartAsync(catalog => catalog
            .Orchestrator("Parent", async context => await context.CallSubOrchestratorAsync<string>("Child"))
            .Orchestrator("Child", async context =>
            {
                await context.WaitForExternalEvent<object>("go");
                return context.InstanceId;
            }));

        var id = await hub.StartInstanceAsync("Parent");
        await hub.UntilHistoryHasAsync<SubOrchestrationInstanceCreatedEvent>(id);
        var history = await hub.Client.GetOrchestrationHistoryAsync(id);
        var childId = history.OfType<SubOrchestrationInstanceCreatedEvent>().Single().InstanceId;
        await hub.CrashAsync();
        await hub.Client.RaiseEventAsync(childId, "go");

        Assert.Equal(childId, (await hub.EndOfAsync(id)).ReadOutputAs<string>());
        Assert.True(Guid.TryParseExact(childId, "N", out _));
    }

    [Fact]
    public async Task A_child_whose_id_is_taken_by_an_active_instance_fails_the_call()
    {
        await using var hub = await TestHub.StartAsync(catalog => catalog
            .Orchestrator("Parent", context => context.CallSubOrchestratorAsync("Wait", new SubOrchestrationOptions(instanceId: "taken")))
            .Orchestrator("Wait", context => context.WaitForExternalEvent<object?>("never")));

        await hub.StartInstanceAsync("Wait", id: "taken");
        var end = await hub.EndOfAsync(await hub.StartInstanceAsync("Parent"));

        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.Contains("instance 'taken' exists", end.FailureDetails!.ErrorMessage);
    }

    [Fact]
    public async Task The_parent_of_a_terminated_child_sees_a_failure()
    {
        await using var hub = await TestHub.StartAsync(catalog => catalog
            .Orchestrator("Parent", context => context.CallSubOrchestratorAsync("Wait", new SubOrchestrationOptions(instanceId: "child")))
            .Orchestrator("Wait", context => context.WaitForExternalEvent<object?>("never")));

        var id = await hub.StartInstanceAsync("Parent");
        await hub.UntilStatusAsync("child", OrchestrationRuntimeStatus.Running);
        await hub.Client.TerminateInstanceAsync("child", "stop");

        Assert.Contains("was terminated", (await hub.EndOfAsync(id)).FailureDetails!.ErrorMessage);
    }

    [Theory]
    [InlineData(true, OrchestrationRuntimeStatus.Terminated)]
    [InlineData(false, OrchestrationRuntimeStatus.Running)]
    public async Task Termination_reaches_children_only_when_it_is_recursive(bool recursive, OrchestrationRuntimeStatus expected)
    {
        await using var hub = await TestHub.StartAsync(catalog => catalog
            .Orchestrator("Parent", context => context.CallSubOrchestratorAsync("Wait", new SubOrchestrationOptions(instanceId: "child")))
            .Orchestrator("Wait", context => context.WaitForExternalEvent<object?>("never")));

        var id = await hub.StartInstanceAsync("Parent");
        await hub.UntilStatusAsync("child", OrchestrationRuntimeStatus.Running);
        await hub.Client.TerminateInstanceAsync(id, new TerminateInstanceOptions(Recursive: recursive));
        await hub.EndOfAsync(id);
        await hub.UntilStatusAsync("child", expected);
    }

    [Fact]
    public async Task Many_children_run_at_once()
    {
        await using var hub = await TestHub.StartAsync(catalog => catalog
            .Orchestrator("Parent", async context =>
                (await Task.WhenAll(Enumerable.Range(1, 50).Select(i => context.CallSubOrchestratorAsync<int>("Child", i)))).Sum())
            .Orchestrator("Child", async context => await context.CallActivityAsync<int>("Double", context.GetInput<int>()))
            .Activity<int>("Double", n => 2 * n));

        Assert.Equal(2550, (await hub.EndOfAsync(await hub.StartInstanceAsync("Parent"))).ReadOutputAs<int>());
    }
}
