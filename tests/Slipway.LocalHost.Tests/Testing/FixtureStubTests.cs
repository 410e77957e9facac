using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Slipway.LocalHost.Testing;

namespace Slipway.LocalHost.Tests.Testing;

public sealed class FixtureStubTests
{
    [Fact]
    public async Task A_stub_runs_in_place_of_an_activity_and_can_be_taken_back()
    {
        await using var fixture = await LocalHostFixture.StartAsync(Tasks);

        Assert.Equal("real Ada", await fixture.RunAsync<string>("Main", "Ada"));
        fixture.Activities["greet"] = call => $"stub {call.Input<string>()} {call.InstanceId}";
        Assert.Equal("stub Ada m2", await fixture.RunAsync<string>("Main", "Ada", "m2"));
        fixture.Activities["Greet"] = null;
        Assert.Equal("real Bob", await fixture.RunAsync<string>("Main", "Bob"));

        Assert.Equal(["\"Ada\"", "\"Ada\"", "\"Bob\""], fixture.Activities.CallsOf("Greet").Select(call => call.SerializedInput!));
        Assert.Empty(fixture.Activities.CallsOf("Other"));
    }

    [Fact]
    public async Task A_failed_activity_fails_as_often_as_was_asked_and_then_runs()
    {
        await using var fixture = await LocalHostFixture.StartAsync(Tasks);
        fixture.Activities.Fail("Greet", times: 2, new TimeoutException("too slow"));

        for (var i = 0; i < 2; i++)
        {
            var failed = await Assert.ThrowsAsync<LocalHostFixtureException>(() => fixture.RunAsync<string>("Main", "Ada"));
            Assert.Contains("too slow", failed.Message, StringComparison.Ordinal);
            Assert.True(failed.Failure!.InnerFailure!.IsCausedBy<TimeoutException>());
        }

        Assert.Equal("real Ada", await fixture.RunAsync<string>("Main", "Ada"));
    }

    [Fact]
    public async Task A_stub_that_returns_a_task_is_refused_with_what_to_do()
    {
        await using var fixture = await LocalHostFixture.StartAsync(Tasks);
        fixture.Activities["Greet"] = _ => Task.FromResult("late");

        var exception = await Assert.ThrowsAsync<LocalHostFixtureException>(() => fixture.RunAsync<string>("Main", "Ada"));

        Assert.Contains(nameof(ActivityStubs.Set), exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_neither_there_nor_stubbed_is_not_found()
    {
        await using var fixture = await LocalHostFixture.StartAsync(tasks => tasks.AddOrchestratorFunc(
            "Main", context => context.CallActivityAsync<string>("Nowhere")));

        var exception = await Assert.ThrowsAsync<LocalHostFixtureException>(() => fixture.RunAsync<string>("Main", instanceId: "m1"));

        Assert.Equal("m1", exception.InstanceId);
        Assert.Equal(OrchestrationRuntimeStatus.Failed, exception.Status);
        Assert.Contains("No activity task named 'Nowhere' was found.", exception.Message, StringComparison.Ordinal);
    }

    private static void Tasks(DurableTaskRegistry tasks) => tasks
        .AddOrchestratorFunc<string, string>("Main", (context, name) => context.CallActivityAsync<string>("Greet", name))
        .AddActivityFunc<string, string>("Greet", (_, name) => $"real {name}");
}
