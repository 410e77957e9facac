using DurableTask.Core.History;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Slipway.LocalHost.Tests.Durable;

/// <summary>Each instance can be asked why it waits.</summary>
public sealed class WhyWaitingTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Events_and_timers_are_named_warm_and_cold(bool warm)
    {
        await using var hub = await TestHub.StartAsync(
            catalog => catalog.Orchestrator("waits", async context =>
            {
                using var stop = new CancellationTokenSource();
                _ = context.CreateTimer(TimeSpan.FromHours(9), stop.Token);
                Cancel(stop);
                await Task.WhenAny(
                    context.WaitForExternalEvent<string>("approval"), context.CreateTimer(TimeSpan.FromHours(2), CancellationToken.None));
            }),
            options => options with { MaxWarmOrchestrations = warm ? 10 : 0 });
        var started = hub.Clock.GetUtcNow().UtcDateTime;
        await hub.StartInstanceAsync("waits", id: "one");
        hub.Clock.Advance(TimeSpan.FromMinutes(1));

        var why = await hub.WhyAsync("one", "event 'approval'");

        Assert.Equal($"event 'approval' since {started:u}; a timer (#1) until {started.AddHours(2):u}", why.WaitingFor);
        Assert.Equal((started, started.AddHours(2)), (why.Since, why.Until));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_activity_is_named_with_its_attempt(bool warm)
    {
        var release = new TaskCompletionSource();
        var second = new TaskCompletionSource();
        var attempts = 0;
        var options = TaskOptions.FromRetryPolicy(new RetryPolicy(5, TimeSpan.FromTicks(1)));
        await using var hub = await TestHub.StartAsync(
            catalog => catalog
                .Activity<string>("ship", async (_, _) =>
                {
                    if (Interlocked.Increment(ref attempts) == 1)
                    {
                        throw new InvalidOperationException("no");
                    }

                    second.SetResult();
                    await release.Task;
                    return null;
                })
                .Orchestrator("sends", context => context.CallActivityAsync("ship", "x", options)),
            settings => settings with { MaxWarmOrchestrations = warm ? 10 : 0 });
        await hub.StartInstanceAsync("sends", id: "one");
        await hub.UntilHistoryHasAsync<TimerCreatedEvent>("one");
        hub.Clock.Advance(TimeSpan.FromSeconds(1));
        await second.Task.WaitAsync(TestHub.Patience);

        Assert.StartsWith("activity 'ship' (#2), attempt 2 of 5, running since ", await WhyAsync(hub, "one"));

        release.SetResult();
        await hub.EndOfAsync("one");
    }

    [Fact]
    public async Task One_behind_the_limit_is_told_how_many_are_before_it()
    {
        var release = new TaskCompletionSource();
        await using var hub = await TestHub.StartAsync(
            catalog => catalog
                .Activity<int>("slow", async (_, _) =>
                {
                    await release.Task;
                    return null;
                })
                .Orchestrator("fan", context => Task.WhenAll(Enumerable.Range(0, 9).Select(n => context.CallActivityAsync("slow", n)))),
            settings => settings with { MaxConcurrentActivities = 1 });
        await hub.StartInstanceAsync("fan", id: "one");

        var why = await WhyAsync(hub, "one");

        Assert.Contains("activity 'slow' (#3), queued behind 2 others: at most 1 activities run at once", why);
        Assert.EndsWith("; and 4 more", why);
        release.SetResult();
        await hub.EndOfAsync("one");
    }

    [Fact]
    public async Task A_child_a_suspension_a_scheduled_start_a_stall_and_an_end_are_told()
    {
        await using var hub = await TestHub.StartAsync(catalog => catalog
            .Orchestrator("child", context => context.WaitForExternalEvent<string>("go"))
            .Orchestrator("parent", context =>
                context.CallSubOrchestratorAsync("child", options: new SubOrchestrationOptions { InstanceId = "kid" })));
        await hub.StartInstanceAsync("parent", id: "mother");
        var later = hub.Clock.GetUtcNow().AddDays(1);
        await hub.Client.ScheduleNewOrchestrationInstanceAsync("child", null, new StartOrchestrationOptions("later", later));

        Assert.StartsWith("sub-orchestration 'child' (#0), instance 'kid' since", await WhyAsync(hub, "mother"));
        Assert.Contains("its start, which is scheduled for", await WhyAsync(hub, "later"));
        Assert.Equal(later.UtcDateTime, hub.Client.WhyWaiting("later").Until);

        await hub.UntilStatusAsync("kid", OrchestrationRuntimeStatus.Running);
        await hub.Client.SuspendInstanceAsync("kid", "lunch");
        Assert.Equal("its resumption: it is suspended (lunch)", await WhyAsync(hub, "kid"));

        hub.Catalog.Orchestrator("child", context => context.CreateTimer(TimeSpan.FromDays(1), CancellationToken.None));
        await hub.RestartAsync();
        await hub.Client.ResumeInstanceAsync("kid");
        await hub.UntilAsync(async () => (await hub.Client.GetInstanceAsync("kid", getInputsAndOutputs: true))!.FailureDetails is not null);
        Assert.StartsWith("code that fits its history (it is stalled): ", await WhyAsync(hub, "kid"));

        await hub.Client.TerminateInstanceAsync("kid");
        await hub.EndOfAsync("kid");
        Assert.Equal("nothing: it is Terminated", await WhyAsync(hub, "kid"));
    }

    [Fact]
    public async Task Without_code_the_history_tells_what_it_can()
    {
        await using var hub = await TestHub.StartAsync(catalog => catalog
            .Orchestrator("timed", context => context.CreateTimer(TimeSpan.FromDays(1), CancellationToken.None))
            .Orchestrator("event", context => context.WaitForExternalEvent<string>("go")));
        await hub.StartInstanceAsync("timed", id: "one");
        await hub.StartInstanceAsync("event", id: "two");
        hub.Catalog.RemoveOrchestrator("timed");
        hub.Catalog.RemoveOrchestrator("event");
        await hub.RestartAsync();

        Assert.StartsWith("a timer (#0) until", await WhyAsync(hub, "one"));
        Assert.StartsWith("an external event", await WhyAsync(hub, "two"));
        Assert.Throws<ArgumentException>(() => hub.Client.WhyWaiting("none"));
    }

    [Fact]
    public async Task A_turn_that_runs_and_one_behind_it_are_told()
    {
        var entered = new TaskCompletionSource();
        using var release = new ManualResetEventSlim();
        await using var hub = await TestHub.StartAsync(
            catalog => catalog.Orchestrator("waits", async context =>
            {
                await context.WaitForExternalEvent<string>("go");
                entered.TrySetResult();
                release.Wait(TestHub.Patience);
            }),
            settings => settings with { MaxConcurrentOrchestrators = 1, LongRunning = TimeSpan.FromMinutes(10) });
        await hub.StartInstanceAsync("waits", id: "one");
        await hub.StartInstanceAsync("waits", id: "two");
        var first = hub.Client.RaiseEventAsync("one", "go");
        await entered.Task.WaitAsync(TestHub.Patience);
        var second = hub.Client.RaiseEventAsync("two", "go");

        Assert.Equal("its own code: a turn is running", hub.Client.WhyWaiting("one").WaitingFor);
        Assert.Equal("its turn, behind 0 others: at most 1 turns are taken at once", hub.Client.WhyWaiting("two").WaitingFor);

        release.Set();
        await Task.WhenAll(first, second).WaitAsync(TestHub.Patience);
    }

    // In the turn: CancelAsync would leave it.
    private static void Cancel(CancellationTokenSource source) => source.Cancel();

    /// <summary>The answer, once the instance's turn is on disk.</summary>
    private static async Task<string> WhyAsync(TestHub hub, string id)
    {
        using var patience = new CancellationTokenSource(TestHub.Patience);
        while (hub.Client.WhyWaiting(id).WaitingFor is var why)
        {
            patience.Token.ThrowIfCancellationRequested();
            if (!why.StartsWith("its ", StringComparison.Ordinal) || why.StartsWith("its start,", StringComparison.Ordinal)
                || why.StartsWith("its resumption", StringComparison.Ordinal))
            {
                return why;
            }

            await Task.Yield();
        }

        return string.Empty;
    }
}
