using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;
using Slipway.LocalHost.Testing;

namespace Slipway.LocalHost.Tests.Testing;

public sealed class FixtureEntityTests
{
    private static readonly EntityInstanceId Id = new(nameof(Counter), "one");

    [Fact]
    public async Task Idle_means_that_the_entities_have_done_what_they_were_told()
    {
        await using var fixture = await LocalHostFixture.StartAsync(Tasks);

        for (var i = 0; i < 20; i++)
        {
            await fixture.Client.Entities.SignalEntityAsync(Id, "Add", 1);
        }

        await fixture.RunUntilIdleAsync();

        Assert.Equal(20, await StateAsync(fixture));
    }

    [Fact]
    public async Task A_delayed_signal_comes_at_its_virtual_time()
    {
        await using var fixture = await LocalHostFixture.StartAsync(Tasks);

        await fixture.Client.Entities.SignalEntityAsync(
            Id, "Add", 5, new SignalEntityOptions { SignalTime = VirtualClock.DefaultStart.AddDays(60) });
        await fixture.AdvanceAsync(TimeSpan.FromDays(59));
        Assert.Null(await fixture.Client.Entities.GetEntityAsync<int>(Id));
        await fixture.AdvanceAsync(TimeSpan.FromDays(1));

        Assert.Equal(5, await StateAsync(fixture));
    }

    [Fact]
    public async Task An_orchestration_that_calls_an_entity_ends_after_a_crash_too()
    {
        await using var fixture = await LocalHostFixture.StartAsync(Tasks);
        fixture.CrashAtCommit(2);

        Assert.Equal(3, await fixture.RunAsync<int>("Main"));

        Assert.Equal(1, fixture.Crashes);
        Assert.Equal(3, await StateAsync(fixture));
    }

    private static async Task<int> StateAsync(LocalHostFixture fixture) =>
        (await fixture.Client.Entities.GetEntityAsync<int>(Id))!.State;

    private static void Tasks(DurableTaskRegistry tasks) => tasks
        .AddEntity<Counter>(nameof(Counter))
        .AddOrchestratorFunc("Main", async context =>
        {
            await context.CreateTimer(TimeSpan.FromDays(1), CancellationToken.None);
            return await context.Entities.CallEntityAsync<int>(Id, "Add", 3);
        });

    private sealed class Counter : TaskEntity<int>
    {
        public int Add(int amount) => State += amount;
    }
}
