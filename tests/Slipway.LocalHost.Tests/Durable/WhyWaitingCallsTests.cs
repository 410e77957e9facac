using DurableTask.Core.History;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Entities;

namespace Slipway.LocalHost.Tests.Durable;

/// <summary>Why an instance waits: what each kind of call tells, and since when.</summary>
public sealed class WhyWaitingCallsTests
{
    private static readonly EntityInstanceId Box = new("box", "k");
    private static readonly TaskOptions ThreeTries = TaskOptions.FromRetryPolicy(new RetryPolicy(3, TimeSpan.FromMinutes(1)));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_delay_before_another_attempt_is_told_as_that(bool warm)
    {
        await using var hub = await TestHub.StartAsync(
            catalog => catalog
                .Orchestrator("sends", context => context.CallActivityAsync("ship", "x", ThreeTries))
                .Activity<string>("ship", _ => throw new InvalidOperationException("no")),
            options => options with { MaxWarmOrchestrations = warm ? 10 : 0 });
        var began = hub.Clock.GetUtcNow().UtcDateTime;
        await hub.StartInstanceAsync("sends", id: "one");
        await hub.UntilHistoryHasAsync<TimerCreatedEvent>("one");

        var why = await hub.WhyAsync("one", "delay");

        Assert.Equal($"the delay before attempt 2 of 3 of activity 'ship' (timer #1) until {began.AddMinutes(1):u}", why.WaitingFor);
        Assert.Equal(began.AddMinutes(1), why.Until);
    }

    [Fact]
    public async Task A_child_is_told_with_its_attempt_and_the_delay_before_it()
    {
        var runs = 0;
        await using var hub = await TestHub.StartAsync(catalog => catalog
            .Orchestrator("parent", context => context.CallSubOrchestratorAsync(
                "child", options: new SubOrchestrationOptions(ThreeTries, "kid")))
            .Orchestrator("child", async context =>
            {
                if (Interlocked.Increment(ref runs) == 1)
                {
                    throw new InvalidOperationException("no");
                }

                await context.WaitForExternalEvent<string>("go");
            }));
        await hub.StartInstanceAsync("parent", id: "mother");

        await hub.WhyAsync("mother", "the delay before attempt 2 of 3 of sub-orchestration 'child' (timer #1) until");
        hub.Clock.Advance(TimeSpan.FromMinutes(2));

        await hub.WhyAsync("mother", "sub-orchestration 'child' (#2), instance 'kid', attempt 2 of 3 since");
    }

    [Fact]
    public async Task Who_waits_for_a_lock_is_told_who_has_it_and_how_many_are_before()
    {
        await using var hub = await TestHub.StartAsync(catalog => catalog
            .Orchestrator("locks", async context =>
            {
                await using (await context.Entities.LockEntitiesAsync(new EntityInstanceId("a", "free"), Box))
                {
                    await context.WaitForExternalEvent<string>("go");
                }
            })
            .Orchestrator("calls", context => context.Entities.CallEntityAsync<string>(Box, "get"))
            .Entity("box", _ => "fine")
            .Entity("a", _ => "fine"));
        await hub.StartInstanceAsync("locks", id: "holder");
        await hub.WhyAsync("holder", "event 'go'");
        var began = hub.Clock.GetUtcNow().UtcDateTime;

        await hub.StartInstanceAsync("locks", id: "next");
        await hub.WhyAsync("next", "which 'holder' has locked");
        await hub.StartInstanceAsync("calls", id: "caller");
        var caller = await hub.WhyAsync("caller", "behind");

        Assert.Equal(
            $"lock of '@a@free', '@box@k' (#0), at '@a@free', which 'holder' has locked, behind 0 others, since {began:u}",
            hub.Client.WhyWaiting("next").WaitingFor);
        Assert.Equal(
            $"call of operation 'get' of entity '@box@k' (#0), which 'holder' has locked, behind 0 others, since {began:u}",
            caller.WaitingFor);

        await hub.RestartAsync();
        await hub.WhyAsync("next", "at '@a@free', which 'holder' has locked");
        await hub.Client.RaiseEventAsync("holder", "go");
        await hub.EndOfAsync("caller");
        await hub.WhyAsync("next", "event 'go'");
    }

    [Fact]
    public async Task A_call_of_an_entity_that_has_not_its_turn_is_told_so()
    {
        var release = new TaskCompletionSource<object?>();
        await using var hub = await TestHub.StartAsync(
            catalog => catalog
                .Orchestrator("calls", context =>
                    context.Entities.CallEntityAsync<string>(new EntityInstanceId("box", context.InstanceId), "get"))
                .Entity("box", (_, _) => release.Task),
            options => options with { MaxConcurrentEntities = 1 });
        await hub.StartInstanceAsync("calls", id: "one");
        await hub.WhyAsync("one", "(#0), running since");
        await hub.StartInstanceAsync("calls", id: "two");

        await hub.WhyAsync(
            "two", "entity '@box@two' (#0), behind 0 others, until the entity has its turn: at most 1 run at once, since");

        release.SetResult("done");
        await hub.EndOfAsync("two");
    }

    [Fact]
    public async Task A_suspension_and_a_stall_are_told_since_when()
    {
        await using var hub = await TestHub.StartAsync(catalog => catalog
            .Orchestrator("waits", context => context.WaitForExternalEvent<string>("go")));
        await hub.StartInstanceAsync("waits", id: "one");
        hub.Clock.Advance(TimeSpan.FromHours(1));
        var suspended = hub.Clock.GetUtcNow().UtcDateTime;
        await hub.Client.SuspendInstanceAsync("one", "lunch");
        hub.Clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal(suspended, (await hub.WhyAsync("one", "its resumption: it is suspended (lunch)")).Since);

        hub.Catalog.Orchestrator("waits", context => context.CreateTimer(TimeSpan.FromDays(1), CancellationToken.None));
        await hub.RestartAsync();
        hub.Clock.Advance(TimeSpan.FromHours(1));
        var stalled = hub.Clock.GetUtcNow().UtcDateTime;
        await hub.Client.ResumeInstanceAsync("one");
        await hub.UntilAsync(async () => (await hub.Client.GetInstanceAsync("one", getInputsAndOutputs: true))!.FailureDetails is not null);
        hub.Clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal(stalled, (await hub.WhyAsync("one", "code that fits its history (it is stalled): ")).Since);
        Assert.Equal(OrchestrationRuntimeStatus.Suspended, (await hub.Client.GetInstanceAsync("one"))!.RuntimeStatus);
    }
}
