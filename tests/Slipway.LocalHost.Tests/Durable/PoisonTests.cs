using DurableTask.Core.History;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Slipway.LocalHost.Tests.Durable;

/// <summary>Orchestrators and activities that misbehave: they are named, and the others go on.</summary>
public sealed class PoisonTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task An_orchestrator_that_blocks_its_thread_is_named_and_gives_up_its_place()
    {
        using var release = new ManualResetEventSlim();
        await using var hub = await TestHub.StartAsync(
            catalog => catalog
                .Orchestrator("Blocks", async context =>
                {
                    release.Wait(TestHub.Patience);
                    return (object?)await context.WaitForExternalEvent<string>("go");
                })
                .Orchestrator("Good", _ => Task.CompletedTask),
            options => options with { MaxConcurrentOrchestrators = 1, LongRunning = TimeSpan.FromMilliseconds(50) });

        var start = hub.StartInstanceAsync("Blocks", id: "bad");
        await hub.EndOfAsync(await hub.StartInstanceAsync("Good"));
        await start;
        await hub.UntilAsync(async () => (await hub.Client.GetInstanceAsync("bad", true))?.FailureDetails is not null);
        var stuck = (await hub.Client.GetInstanceAsync("bad", true))!;
        await hub.Client.RaiseEventAsync("bad", "go", "kept");
        release.Set();
        var end = await hub.EndOfAsync("bad");

        Assert.Contains("blocks its thread", stuck.FailureDetails!.ErrorMessage);
        Assert.Contains(hub.Log.Lines, line => line.Contains("'bad' has not returned from its turn"));
        Assert.Equal("kept", end.ReadOutputAs<string>());
        Assert.Single((await hub.Client.GetOrchestrationHistoryAsync("bad")).OfType<EventRaisedEvent>());
        await hub.RestartAsync();
        Assert.Single((await hub.Client.GetOrchestrationHistoryAsync("bad")).OfType<ExecutionStartedEvent>());
    }

    [Fact]
    public async Task An_orchestrator_that_waits_for_its_own_call_is_named_and_its_termination_holds_from_the_next_start()
    {
        await using var hub = await TestHub.StartAsync(
            catalog => catalog
                .Orchestrator("Deadlocks", context => Task.FromResult<object?>(ResultOf(context.CallActivityAsync<string>("Fine"))))
                .Orchestrator("Good", context => context.CallActivityAsync("Fine"))
                .Activity<object>("Fine", _ => "fine"),
            options => options with { MaxConcurrentOrchestrators = 1, LongRunning = TimeSpan.FromMilliseconds(50) });

        await hub.StartInstanceAsync("Deadlocks", id: "bad");
        await hub.EndOfAsync(await hub.StartInstanceAsync("Good"));
        await hub.UntilAsync(async () => (await hub.Client.GetInstanceAsync("bad", true))?.FailureDetails is not null);

        Assert.Contains(hub.Log.Lines, line => line.Contains("'bad' has not returned from its turn"));
        await hub.Client.TerminateInstanceAsync("bad");
        await hub.CrashAsync();
        Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await hub.EndOfAsync("bad")).RuntimeStatus);
    }

    [Fact]
    public async Task An_orchestrator_that_calls_without_end_fails_with_advice()
    {
        await using var hub = await TestHub.StartAsync(catalog => catalog
            .Orchestrator("Endless", context =>
            {
                while (true)
                {
                    _ = context.CreateTimer(TimeSpan.FromDays(1), CancellationToken.None);
                }
            })
            .Orchestrator("Good", _ => Task.CompletedTask));

        var endless = await hub.StartInstanceAsync("Endless");
        await hub.EndOfAsync(await hub.StartInstanceAsync("Good"));
        var end = await hub.EndOfAsync(endless);

        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.Contains("the most one generation may make", end.FailureDetails!.ErrorMessage);
    }

    [Fact]
    public async Task Activities_that_block_their_threads_leave_the_others_theirs()
    {
        var never = new TaskCompletionSource<object?>();
        await using var hub = await TestHub.StartAsync(catalog => catalog
            .Orchestrator("Hangs", context => context.CallActivityAsync("Blocks"))
            .Orchestrator("Good", context => context.CallActivityAsync("Fine"))
            .Activity<object>("Blocks", _ => ResultOf(never.Task))
            .Activity<object>("Fine", _ => "fine"));
        for (var i = 0; i < 2 * Environment.ProcessorCount; i++)
        {
            await hub.StartInstanceAsync("Hangs");
        }

        var end = await hub.EndOfAsync(await hub.StartInstanceAsync("Good"));
        never.SetResult(null);

        Assert.Equal(OrchestrationRuntimeStatus.Completed, end.RuntimeStatus);
    }

    [Fact]
    public async Task An_activity_that_asks_for_more_memory_than_there_is_fails_alone()
    {
        await using var hub = await TestHub.StartAsync(catalog => catalog
            .Orchestrator("Main", context => context.CallActivityAsync(context.GetInput<string>()!))
            .Activity<object>("Allocates", _ => new byte[int.MaxValue, int.MaxValue].Length)
            .Activity<object>("Grows", _ => new string('x', 17 * 1024 * 1024))
            .Activity<object>("Fine", _ => "fine"));

        var allocates = await hub.EndOfAsync(await hub.StartInstanceAsync("Main", "Allocates"));
        var grows = await hub.EndOfAsync(await hub.StartInstanceAsync("Main", "Grows"));
        var fine = await hub.EndOfAsync(await hub.StartInstanceAsync("Main", "Fine"));

        Assert.Equal("System.OutOfMemoryException", allocates.FailureDetails!.InnerFailure!.ErrorType);
        Assert.Equal(OrchestrationRuntimeStatus.Failed, grows.RuntimeStatus);
        Assert.Equal(OrchestrationRuntimeStatus.Completed, fine.RuntimeStatus);
    }

    [Fact]
    public async Task What_an_orchestrator_that_blocks_was_sent_survives_a_crash()
    {
        using var release = new ManualResetEventSlim();
        var blocks = true;
        await using var hub = await TestHub.StartAsync(
            catalog => catalog.Orchestrator("Blocks", async context =>
            {
                if (Volatile.Read(ref blocks))
                {
                    release.Wait(TestHub.Patience);
                }

                return (object?)await context.WaitForExternalEvent<string>("go");
            }),
            options => options with { LongRunning = TimeSpan.FromMilliseconds(50) });
        await hub.StartInstanceAsync("Blocks", id: "bad");
        await hub.Client.RaiseEventAsync("bad", "go", "kept");

        Volatile.Write(ref blocks, false);
        await hub.CrashAsync();
        var end = await hub.EndOfAsync("bad");
        release.Set();

        Assert.Equal("kept", end.ReadOutputAs<string>());
    }

    [Fact]
    public async Task Activities_that_never_return_leave_their_places_to_others()
    {
        var never = new TaskCompletionSource<object?>();
        await using var hub = await TestHub.StartAsync(catalog => catalog
            .Orchestrator("Hangs", context => context.CallActivityAsync("Never"))
            .Orchestrator("Good", context => context.CallActivityAsync("Fine"))
            .Activity<object>("Never", (_, _) => never.Task)
            .Activity<object>("Fine", _ => "fine"));
        for (var i = 0; i < 10 * Environment.ProcessorCount; i++)
        {
            await hub.StartInstanceAsync("Hangs");
        }

        var good = await hub.StartInstanceAsync("Good");
        await BecomesAsync(hub, async () => (await hub.EndOfAsync(good)).InstanceId);
        never.SetResult(null);
    }

    [Fact]
    public async Task An_activity_that_runs_too_long_is_cancelled_and_fails()
    {
        var cancelled = new TaskCompletionSource();
        await using var hub = await TestHub.StartAsync(catalog => catalog
            .Orchestrator("Main", context => context.CallActivityAsync("Slow"))
            .Activity<object>("Slow", async (_, token) =>
            {
                await using var registration = token.Register(cancelled.SetResult);
                await new TaskCompletionSource().Task;
                return null;
            }));

        var id = await hub.StartInstanceAsync("Main");
        await hub.UntilHistoryHasAsync<TaskScheduledEvent>(id);
        var end = await BecomesAsync(hub, () => hub.EndOfAsync(id), TimeSpan.FromMinutes(31));
        await cancelled.Task.WaitAsync(TestHub.Patience);

        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.Equal("System.TimeoutException", end.FailureDetails!.InnerFailure!.ErrorType);
        Assert.Contains("'Slow' did not end within 00:30:00", end.FailureDetails.InnerFailure.ErrorMessage);
    }

    [Fact]
    public async Task An_activity_that_falls_silent_is_run_again_and_the_first_result_wins()
    {
        var runs = 0;
        var begun = new TaskCompletionSource();
        var late = new TaskCompletionSource<object?>();
        await using var hub = await TestHub.StartAsync(
            catalog => catalog
                .Orchestrator("Main", async context => (object?)await context.CallActivityAsync<string>("Beats"))
                .Activity<object>("Beats", (_, _) =>
                {
                    if (Interlocked.Increment(ref runs) > 1)
                    {
                        return Task.FromResult<object?>("second");
                    }

                    begun.SetResult();
                    return late.Task;
                }),
            options => options with { Functions = Limits("Beats", new() { HeartbeatTimeout = TimeSpan.FromSeconds(30) }) });

        var id = await hub.StartInstanceAsync("Main");
        await begun.Task.WaitAsync(TestHub.Patience);
        hub.Clock.Advance(TimeSpan.FromSeconds(31));
        hub.Clock.Advance(TimeSpan.FromSeconds(2));
        var end = await hub.EndOfAsync(id);
        late.SetResult("first");

        Assert.Equal("second", end.ReadOutputAs<string>());
        Assert.Equal(2, runs);
    }

    [Fact]
    public async Task A_function_runs_no_more_often_at_once_than_it_may_and_each_key_likewise()
    {
        var running = new System.Collections.Concurrent.ConcurrentDictionary<string, int>();
        var most = new System.Collections.Concurrent.ConcurrentDictionary<string, int>();
        await using var hub = await TestHub.StartAsync(
            catalog => catalog
                .Orchestrator("Main", context => Task.WhenAll(
                    Enumerable.Range(0, 30).Select(i => context.CallActivityAsync("Limited", $"key{i % 3}", Key($"key{i % 3}")))))
                .Activity<string>("Limited", async (key, _) =>
                {
                    foreach (var name in new[] { key!, "all" })
                    {
                        var now = running.AddOrUpdate(name, 1, (_, count) => count + 1);
                        most.AddOrUpdate(name, now, (_, count) => Math.Max(count, now));
                    }

                    await Task.Yield();
                    running.AddOrUpdate(key!, 0, (_, count) => count - 1);
                    running.AddOrUpdate("all", 0, (_, count) => count - 1);
                    return null;
                }),
            options => options with { Functions = Limits("Limited", new() { MaxConcurrency = 2, MaxConcurrencyPerKey = 1 }) });

        var end = await hub.EndOfAsync(await hub.StartInstanceAsync("Main"));

        Assert.Equal(OrchestrationRuntimeStatus.Completed, end.RuntimeStatus);
        Assert.Equal(30, hub.Catalog.Runs["Limited"]);
        Assert.InRange(most["all"], 1, 2);
        Assert.All(["key0", "key1", "key2"], key => Assert.Equal(1, most[key]));
    }

    [Fact]
    public async Task One_whose_key_is_taken_lets_others_have_the_place_of_its_function()
    {
        var begun = new System.Collections.Concurrent.ConcurrentDictionary<string, TaskCompletionSource<object?>>();
        TaskCompletionSource<object?> Of(string name) => begun.GetOrAdd(name, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
        await using var hub = await TestHub.StartAsync(
            catalog => catalog
                .Orchestrator("Main", context => Task.WhenAll(((string[])["A1", "B2", "C1", "D3"])
                    .Select(name => context.CallActivityAsync("Limited", name, Key(name[1..])))))
                .Activity<string>("Limited", async (name, _) =>
                {
                    Of(name! + " begins").TrySetResult(null);
                    return await Of(name!).Task;
                }),
            options => options with { Functions = Limits("Limited", new() { MaxConcurrency = 2, MaxConcurrencyPerKey = 1 }) });
        var id = await hub.StartInstanceAsync("Main");
        await Task.WhenAll(Of("A1 begins").Task, Of("B2 begins").Task).WaitAsync(TestHub.Patience);

        Of("B2").SetResult(null);
        await Of("D3 begins").Task.WaitAsync(TestHub.Patience);
        Assert.False(Of("C1 begins").Task.IsCompleted);
        Of("A1").SetResult(null);
        await Of("C1 begins").Task.WaitAsync(TestHub.Patience);
        Of("C1").SetResult(null);
        Of("D3").SetResult(null);

        await hub.EndOfAsync(id);
    }

    [Fact]
    public async Task A_history_that_outgrows_the_limit_fails_with_advice_after_a_warning()
    {
        await using var hub = await TestHub.StartAsync(
            catalog => catalog
                .Orchestrator("Main", async context =>
                {
                    while (true)
                    {
                        await context.CallActivityAsync("Step");
                    }
                })
                .Activity<object>("Step", _ => "x"),
            options => options with { MaxHistoryEvents = 1_000 });

        var end = await hub.EndOfAsync(await hub.StartInstanceAsync("Main"));

        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.Equal("HistoryLimitExceeded", end.FailureDetails!.ErrorType);
        Assert.Contains("Continue as new", end.FailureDetails.ErrorMessage);
        Assert.Single(hub.Log.Lines, line => line.Contains("half of what the host takes"));
    }

    private static TaskOptions Key(string key) => new(tags: new Dictionary<string, string> { ["concurrencyKey"] = key });

    private static Dictionary<string, LocalHost.Durable.FunctionLimits> Limits(string name, LocalHost.Durable.FunctionLimits limits) =>
        new(StringComparer.OrdinalIgnoreCase) { [name] = limits };

    /// <summary>What no orchestrator or activity should do.</summary>
    private static T ResultOf<T>(Task<T> task) => task.Result;

    /// <summary>Lets the clock go on until something has happened.</summary>
    private static async Task<T> BecomesAsync<T>(TestHub hub, Func<Task<T>> begin, TimeSpan? step = null)
    {
        var task = begin();
        using var patience = new CancellationTokenSource(TestHub.Patience);
        while (!task.IsCompleted)
        {
            patience.Token.ThrowIfCancellationRequested();
            hub.Clock.Advance(step ?? Long);
            await Task.Yield();
        }

        return await task;
    }
}
