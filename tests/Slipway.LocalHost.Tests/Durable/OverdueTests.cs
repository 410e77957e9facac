using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;
using Slipway.LocalHost.Durable;

namespace Slipway.LocalHost.Tests.Durable;

/// <summary>What does not come to an end is named, in the log and where its orchestration stands.</summary>
public sealed class OverdueTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(50);

    [Fact]
    public async Task An_activity_that_does_not_end_is_named_in_the_log_once_and_in_the_status()
    {
        var never = new TaskCompletionSource<object?>();
        await using var hub = await TestHub.StartAsync(catalog => catalog
            .Orchestrator("Hangs", context => context.CallActivityAsync("Never"))
            .Activity<object>("Never", (_, _) => never.Task));
        var began = hub.Clock.GetUtcNow().UtcDateTime;
        await hub.StartInstanceAsync("Hangs", id: "one");
        var before = await AwaitedAsync(hub, "one");
        Pass(hub, TimeSpan.FromMinutes(4));
        Assert.DoesNotContain(hub.Log.Lines, line => line.Contains("has been running since"));

        Pass(hub, TimeSpan.FromMinutes(2));
        Pass(hub, TimeSpan.FromMinutes(2));

        Assert.Equal($"activity 'Never' (#0), running since {began:u}, at most until {began.AddMinutes(30):u}", before.WaitingFor);
        var why = hub.Client.WhyWaiting("one");
        Assert.Equal($"activity 'Never' (#0), overdue, running since {began:u}, at most until {began.AddMinutes(30):u}", why.WaitingFor);
        Assert.Equal((began, began.AddMinutes(30)), (why.Since, why.Until));
        var line = Assert.Single(hub.Log.Lines, line => line.Contains("has been running since"));
        Assert.Equal(
            $"Warning: Activity 'Never' (#0) of 'one' has been running since {began:u}. The others go on without it.", line.Trim());
        never.SetResult(null);
    }

    [Fact]
    public async Task An_activity_that_blocks_its_thread_is_named_soon()
    {
        using var release = new ManualResetEventSlim();
        var entered = new TaskCompletionSource();
        await using var hub = await TestHub.StartAsync(catalog => catalog
            .Orchestrator("Hangs", context => context.CallActivityAsync("Blocks"))
            .Activity<object>("Blocks", _ =>
            {
                entered.SetResult();
                return release.Wait(TestHub.Patience);
            }));
        var began = hub.Clock.GetUtcNow().UtcDateTime;
        await hub.StartInstanceAsync("Hangs", id: "one");
        await entered.Task.WaitAsync(TestHub.Patience);

        Pass(hub, TimeSpan.FromSeconds(11));

        Assert.StartsWith(
            $"activity 'Blocks' (#0), overdue and blocking its thread, running since {began:u}", hub.Client.WhyWaiting("one").WaitingFor);
        Assert.Contains(hub.Log.Lines, line => line.Contains("'Blocks' (#0) of 'one'") && line.Contains("has not returned its thread"));
        release.Set();
        await hub.EndOfAsync("one");
    }

    [Fact]
    public async Task Activities_that_hang_in_all_places_are_named_to_those_that_wait_for_one()
    {
        var never = new TaskCompletionSource<object?>();
        await using var hub = await TestHub.StartAsync(
            catalog => catalog
                .Orchestrator("Hangs", context => context.CallActivityAsync("Never"))
                .Orchestrator("Waits", context => context.CallActivityAsync("Fine"))
                .Activity<object>("Never", (_, _) => never.Task)
                .Activity<object>("Fine", _ => "fine"),
            options => options with { MaxConcurrentActivities = 2 });
        var began = hub.Clock.GetUtcNow().UtcDateTime;
        foreach (var id in new[] { "one", "two" })
        {
            await hub.StartInstanceAsync("Hangs", id: id);
            await AwaitedAsync(hub, id);
        }

        await hub.StartInstanceAsync("Waits", id: "three");
        await hub.WhyAsync("three", $"queued behind 0 others: at most 2 activities run at once, taken by 2 'Never' since {began:u}, since");
        Pass(hub, TimeSpan.FromMinutes(6));

        Assert.Contains("taken by 2 'Never' (2 overdue) since", hub.Client.WhyWaiting("three").WaitingFor);
        Assert.Contains(hub.Log.Lines, line => line.Contains("It keeps its place, and so do others that are overdue: 2 of 2."));
        never.SetResult(null);
        await hub.EndOfAsync("three");
    }

    [Fact]
    public async Task One_behind_the_limit_of_its_function_or_key_is_told_which_and_who_has_the_place()
    {
        var release = new TaskCompletionSource<object?>();
        await using var hub = await TestHub.StartAsync(
            catalog => catalog
                .Orchestrator("Calls", context => context.CallActivityAsync(context.GetInput<string>()!, options: Key("k")))
                .Activity<object>("Limited", (_, _) => release.Task)
                .Activity<object>("Keyed", (_, _) => release.Task),
            options => options with
            {
                Functions = new Dictionary<string, FunctionLimits>(StringComparer.OrdinalIgnoreCase)
                {
                    ["Limited"] = new() { MaxConcurrency = 1 },
                    ["Keyed"] = new() { MaxConcurrencyPerKey = 1 },
                },
            });
        foreach (var name in new[] { "Limited", "Keyed" })
        {
            await hub.StartInstanceAsync("Calls", name, $"{name}1");
            await hub.WhyAsync($"{name}1", "running");
            await hub.StartInstanceAsync("Calls", name, $"{name}2");
        }

        await hub.WhyAsync("Limited2", "behind 0 others: at most 1 of this function run at once, taken by 1 'Limited' since");
        await hub.WhyAsync("Keyed2", "behind 0 others: at most 1 of this function with key 'k' run at once, taken by 1 'Keyed' since");
        Pass(hub, TimeSpan.FromMinutes(6));
        await hub.WhyAsync("Limited2", "taken by 1 'Limited' (1 overdue) since");
        release.SetResult(null);
        await hub.EndOfAsync("Keyed2");
    }

    [Fact]
    public async Task An_orchestrator_that_does_not_return_waits_for_its_own_code_and_not_for_other_code()
    {
        using var release = new ManualResetEventSlim();
        await using var hub = await TestHub.StartAsync(
            catalog => catalog.Orchestrator("Blocks", async context =>
            {
                await context.WaitForExternalEvent<string>("go");
                release.Wait(TestHub.Patience);
            }),
            options => options with { LongRunning = Soon });
        await hub.StartInstanceAsync("Blocks", id: "bad");
        await hub.WhyAsync("bad", "event 'go'");
        hub.Clock.Advance(TimeSpan.FromDays(1));
        var began = hub.Clock.GetUtcNow().UtcDateTime;
        var raised = hub.Client.RaiseEventAsync("bad", "go");

        await hub.WhyAsync("bad", "has not returned");
        hub.Clock.Advance(TimeSpan.FromHours(1));

        var why = hub.Client.WhyWaiting("bad");
        Assert.StartsWith("its own code: its turn has not returned for more than 00:00:00.0500000; it computes without", why.WaitingFor);
        Assert.Equal(began, why.Since);
        release.Set();
        await raised.WaitAsync(TestHub.Patience);
        Assert.Equal("nothing: it is Completed", (await hub.WhyAsync("bad", "nothing")).WaitingFor);
    }

    [Fact]
    public async Task An_orchestrator_that_returns_after_all_is_healthy_again()
    {
        using var release = new ManualResetEventSlim();
        await using var hub = await TestHub.StartAsync(
            catalog => catalog.Orchestrator("Blocks", async context =>
            {
                await context.WaitForExternalEvent<string>("go");
                release.Wait(TestHub.Patience);
                await context.WaitForExternalEvent<string>("end");
            }),
            options => options with { LongRunning = Soon });
        await hub.StartInstanceAsync("Blocks", id: "slow");
        await hub.WhyAsync("slow", "event 'go'");
        var raised = hub.Client.RaiseEventAsync("slow", "go");
        await hub.UntilAsync(async () => (await hub.Client.GetInstanceAsync("slow", true))?.FailureDetails is not null);

        release.Set();
        await raised.WaitAsync(TestHub.Patience);

        await hub.WhyAsync("slow", "event 'end'");
        Assert.Null((await hub.Client.GetInstanceAsync("slow", true))!.FailureDetails);
    }

    [Fact]
    public async Task An_operation_that_does_not_end_is_named_to_its_caller_to_those_behind_it_and_in_the_log()
    {
        var never = new TaskCompletionSource<object?>();
        await using var hub = await TestHub.StartAsync(
            catalog => catalog
                .Orchestrator("Calls", context =>
                    context.Entities.CallEntityAsync<string>(new EntityInstanceId("box", "k"), context.GetInput<string>()!))
                .Entity("box", (operation, _) => operation.Name == "hang" ? never.Task : Task.FromResult<object?>("fine")),
            options => options with { LongRunning = TimeSpan.FromSeconds(1) });
        var began = hub.Clock.GetUtcNow().UtcDateTime;
        await hub.StartInstanceAsync("Calls", "hang", "one");
        await hub.WhyAsync("one", "overdue");
        await hub.StartInstanceAsync("Calls", "other", "two");

        var behind = await hub.WhyAsync("two", "behind");

        Assert.Equal(
            $"call of operation 'hang' of entity '@box@k' (#0), overdue, running since {began:u}",
            hub.Client.WhyWaiting("one").WaitingFor);
        Assert.Equal(
            "call of operation 'other' of entity '@box@k' (#0), behind 0 others, "
            + $"while its operation 'hang' is overdue, running since {began:u}, since {began:u}",
            behind.WaitingFor);
        Assert.Contains(hub.Log.Lines, line => line.Contains("'@box@k' have been running for") && line.Contains("now 'hang'"));
        never.SetResult("done");
        await hub.EndOfAsync("two");
    }

    /// <summary>Why an instance waits, once its activity runs and has given its thread back.</summary>
    private static async Task<WaitingReport> AwaitedAsync(TestHub hub, string id)
    {
        var why = await hub.WhyAsync(id, "running");
        using var patience = new CancellationTokenSource(TestHub.Patience);
        while (!hub.Log.Lines.Any(line => line.Contains($"of '{id}' starts"))
            || hub.Engine.Activities.Look(hub.Engine.Reader.ReadInstance(id, withPayloads: false)!).Running[0].IsOnThread)
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        return why;
    }

    /// <summary>Lets time pass, and what looks at the clock from time to time look at it.</summary>
    private static void Pass(TestHub hub, TimeSpan time)
    {
        hub.Clock.Advance(time);
        hub.Clock.Advance(TimeSpan.FromSeconds(2));
    }

    private static TaskOptions Key(string key) => new(tags: new Dictionary<string, string> { ["concurrencyKey"] = key });
}
