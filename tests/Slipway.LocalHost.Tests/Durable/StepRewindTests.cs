using System.Text;
using DurableTask.Core.History;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Slipway.LocalHost.Tests.Durable;

/// <summary>An instance goes on, in place, from one of its finished steps.</summary>
public sealed class StepRewindTests
{
    /// <summary>Each step of "All" and how often its activity, its child and its operation have run after a rewind to it.</summary>
    public static TheoryData<string, int, int, int> Steps => new()
    {
        { "start", 2, 2, 2 },
        { "activity", 1, 2, 2 },
        { "timer", 1, 2, 2 },
        { "event", 1, 2, 2 },
        { "child", 1, 1, 2 },
        { "entity", 1, 1, 1 },
    };

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task What_was_done_up_to_the_step_stays_and_what_came_after_it_is_done_again(
        string step, int activities, int children, int operations)
    {
        await using var hub = await StartAsync();
        await RunToEndAsync(hub);
        var events = (await hub.Client.GetOrchestrationHistoryAsync("one")).Count;

        await hub.Client.RewindInstanceToAsync("one", await StepAsync(hub, step) with { Reason = "try again", By = "ann" });
        await hub.CrashAsync();
        await DriveAsync(hub, from: step);
        var end = await hub.EndOfAsync("one");

        Assert.Equal($"work go kid {operations}", end.ReadOutputAs<string>());
        Assert.Equal((activities, children), (hub.Catalog.Runs["work"], hub.Catalog.Runs["kidwork"]));
        Assert.Equal(operations, await hub.ReadAsync(EntityWorld.A));
        var verified = hub.Client.VerifyInstance("one");
        Assert.Equal((SealState.Intact, 2), (verified.State, verified.Generation));
        var note = Assert.Single(verified.Rewinds);
        Assert.Equal(("try again", "ann", events - note.AfterEvent - 1), (note.Reason, note.By, note.TakenBack));
        var history = await hub.Client.GetOrchestrationHistoryAsync("one");
        Assert.Equal("try again (by ann)", Assert.Single(history.OfType<ExecutionRewoundEvent>()).Reason);
        Assert.Single(history.OfType<ExecutionStartedEvent>());
        Assert.Single(history.OfType<EventRaisedEvent>(), raised => raised.Name == "go");
        Assert.Single(history.OfType<ExecutionCompletedEvent>());
    }

    [Fact]
    public async Task Twice_in_a_row_both_notes_stay()
    {
        await using var hub = await StartAsync();
        await RunToEndAsync(hub);

        await hub.Client.RewindInstanceToAsync("one", new RewindOptions { AfterTask = 2, Reason = "first" });
        await hub.EndOfAsync("one");
        await hub.Client.RewindInstanceToAsync("one", new RewindOptions { AfterTask = 1, Reason = "second" });
        await hub.Client.RewindInstanceToAsync("one", new RewindOptions { AfterTask = 0, Reason = "third" });
        await DriveAsync(hub, from: "activity");
        await hub.EndOfAsync("one");

        var verified = hub.Client.VerifyInstance("one");
        Assert.Equal((SealState.Intact, 4), (verified.State, verified.Generation));
        Assert.Equal(["first", "second", "third"], verified.Rewinds.Select(rewind => rewind.Reason));
        Assert.Equal(1, hub.Catalog.Runs["work"]);
    }

    [Fact]
    public async Task What_runs_after_the_step_is_given_up_and_a_child_of_the_same_id_can_be_called_again()
    {
        var started = new SemaphoreSlim(0);
        var cancelled = new SemaphoreSlim(0);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var hub = await TestHub.StartAsync(catalog => Slow(catalog, started, cancelled, release)
            .Orchestrator("main", async context =>
            {
                await context.CallActivityAsync<string>("quick");
                var timer = context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None);
                var slow = context.CallActivityAsync<string>("slow", "own");
                var kid = context.CallSubOrchestratorAsync<string>("parent", options: new SubOrchestrationOptions(instanceId: "kid"));
                await timer;
                return (object?)(await slow + await kid);
            }));
        await hub.StartInstanceAsync("main", id: "one");
        await WaitAsync(started, 2);
        hub.Clock.Advance(TimeSpan.FromMinutes(1));

        await hub.Client.RewindInstanceToAsync("one", new RewindOptions { AfterTask = 0 });
        await WaitAsync(cancelled, 2);
        await WaitAsync(started, 2);
        release.SetResult();
        hub.Clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal("ownkid", (await hub.EndOfAsync("one")).ReadOutputAs<string>());
        Assert.Equal((1, 4), (hub.Catalog.Runs["quick"], hub.Catalog.Runs["slow"]));
        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await hub.EndOfAsync("kid")).RuntimeStatus);
        var others = (await hub.Client.GetAllInstancesAsync().ToListAsync()).Where(instance => instance.Name == "child");
        Assert.Equal(
            [OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Terminated],
            others.Select(instance => instance.RuntimeStatus).Order());
        Assert.All(
            (await hub.Client.GetAllInstancesAsync().ToListAsync()),
            instance => Assert.Equal(SealState.Intact, hub.Client.VerifyInstance(instance.InstanceId).State));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_was_open_at_the_step_begins_anew(bool crash)
    {
        var started = new SemaphoreSlim(0);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var hub = await TestHub.StartAsync(catalog => Slow(catalog, started, new SemaphoreSlim(0), release)
            .Orchestrator("main", async context =>
            {
                var timer = context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None);
                var slow = context.CallActivityAsync<string>("slow", "own");
                var kid = context.CallSubOrchestratorAsync<string>("parent", options: new SubOrchestrationOptions(instanceId: "kid"));
                var quick = await context.CallActivityAsync<string>("quick");
                await timer;
                return (object?)(quick + await slow + await kid);
            }));
        await hub.StartInstanceAsync("main", id: "one");
        await hub.UntilHistoryHasAsync<TaskCompletedEvent>("one");
        await WaitAsync(started, 2);
        hub.Clock.Advance(TimeSpan.FromMinutes(59));

        await hub.Client.RewindInstanceToAsync("one", new RewindOptions { AfterTask = 3 });
        if (crash)
        {
            await hub.CrashAsync();
        }

        await WaitAsync(started, 2);
        release.SetResult();
        hub.Clock.Advance(TimeSpan.FromMinutes(2));
        await hub.UntilHistoryHasAsync<SubOrchestrationInstanceCompletedEvent>("one");
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await hub.Client.GetInstanceAsync("one"))!.RuntimeStatus);
        hub.Clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal("quickownkid", (await hub.EndOfAsync("one")).ReadOutputAs<string>());
        Assert.Equal(1, hub.Catalog.Runs["quick"]);
    }

    [Theory]
    [InlineData("failed")]
    [InlineData("terminated")]
    [InlineData("suspended")]
    public async Task It_does_not_matter_how_it_stands(string how)
    {
        var broken = true;
        await using var hub = await TestHub.StartAsync(catalog => catalog
            .Activity<string>("first", _ => "a")
            .Orchestrator("main", async context =>
            {
                var text = await context.CallActivityAsync<string>("first");
                context.SetCustomStatus("after first");
                text += await context.WaitForExternalEvent<string>("go");
                return broken ? throw new InvalidOperationException("broken") : (object?)text;
            }));
        await hub.StartInstanceAsync("main", id: "one");
        await hub.UntilHistoryHasAsync<TaskCompletedEvent>("one");
        switch (how)
        {
            case "failed":
                await hub.Client.RaiseEventAsync("one", "go", "b");
                await hub.EndOfAsync("one");
                break;
            case "terminated":
                await hub.Client.TerminateInstanceAsync("one", "over");
                await hub.EndOfAsync("one");
                break;
            default:
                await hub.Client.SuspendInstanceAsync("one");
                await hub.Client.RaiseEventAsync("one", "go", "lost");
                break;
        }

        broken = false;
        await hub.Client.RewindInstanceToAsync("one", new RewindOptions { AfterTask = 0 });
        await hub.UntilStatusAsync("one", OrchestrationRuntimeStatus.Running);
        await hub.Client.RaiseEventAsync("one", "go", "c");
        var end = await hub.EndOfAsync("one");

        Assert.Equal(("ac", "after first"), (end.ReadOutputAs<string>(), end.ReadCustomStatusAs<string>()));
        Assert.Null(end.FailureDetails);
        Assert.Equal(1, hub.Catalog.Runs["first"]);
    }

    [Fact]
    public async Task A_parent_that_waits_hears_once_of_a_rewound_child()
    {
        await using var hub = await TestHub.StartAsync(catalog => catalog
            .Activity<string>("work", _ => "w")
            .Orchestrator("child", async context =>
                (object?)(await context.CallActivityAsync<string>("work") + await context.WaitForExternalEvent<string>("go")))
            .Orchestrator("main", async context =>
            {
                var child = new SubOrchestrationOptions(instanceId: "kid");
                return (object?)(await context.CallSubOrchestratorAsync<string>("child", options: child)
                    + await context.WaitForExternalEvent<string>("end"));
            }));
        await hub.StartInstanceAsync("main", id: "one");
        await hub.UntilHistoryHasAsync<TaskCompletedEvent>("kid");
        await hub.Client.RewindInstanceToAsync("kid", new RewindOptions { AfterTask = 0 });
        await hub.Client.RaiseEventAsync("kid", "go", "1");
        await hub.UntilHistoryHasAsync<SubOrchestrationInstanceCompletedEvent>("one");

        await hub.Client.RewindInstanceToAsync("kid", new RewindOptions { AfterTask = 0 });
        await hub.Client.RaiseEventAsync("kid", "go", "2");
        Assert.Equal("w2", (await hub.EndOfAsync("kid")).ReadOutputAs<string>());
        await hub.Client.RaiseEventAsync("one", "end", "!");

        Assert.Equal("w1!", (await hub.EndOfAsync("one")).ReadOutputAs<string>());
        Assert.Single((await hub.Client.GetOrchestrationHistoryAsync("one")).OfType<SubOrchestrationInstanceCompletedEvent>());
    }

    [Fact]
    public async Task Locks_are_given_back_and_a_step_within_a_critical_section_is_refused()
    {
        await using var hub = await EntityWorld.StartAsync(catalog => catalog
            .Activity<string>("before", _ => "b")
            .Orchestrator("main", async context =>
            {
                await context.CallActivityAsync<string>("before");
                await using (await context.Entities.LockEntitiesAsync(EntityWorld.A))
                {
                    await context.Entities.CallEntityAsync<int>(EntityWorld.A, "add", 1);
                    await context.WaitForExternalEvent<string>("go");
                }

                return (object?)"done";
            }));
        await hub.StartInstanceAsync("main", id: "one");
        await hub.UntilAsync(() => Task.FromResult(
            Encoding.UTF8.GetString(hub.Client.ExportInstance("one")).Contains("EntityCallCompleted", StringComparison.Ordinal)));

        var errors = new List<ArgumentException>();
        foreach (var task in (int[])[1, 2])
        {
            errors.Add(await Assert.ThrowsAsync<ArgumentException>(
                () => hub.Client.RewindInstanceToAsync("one", new RewindOptions { AfterTask = task })));
            errors.Add(await Assert.ThrowsAsync<ArgumentException>(
                () => hub.Client.ForkInstanceAsync("one", new ForkOptions { AfterTask = task })));
        }

        await hub.Client.RewindInstanceToAsync("one", new RewindOptions { AfterTask = 0 });
        await hub.UntilCounterIsAsync(EntityWorld.A, 2);
        await hub.Client.RaiseEventAsync("one", "go", "x");

        Assert.All(errors, error => Assert.Contains("critical section", error.Message));
        Assert.Equal("done", (await hub.EndOfAsync("one")).ReadOutputAs<string>());
        await hub.UntilLockedByAsync(EntityWorld.A, owner: null);
    }

    [Fact]
    public async Task A_fork_that_is_rewound_to_what_it_has_of_the_other_still_goes_on()
    {
        await using var hub = await StartAsync();
        await RunToEndAsync(hub);
        await hub.Client.ForkInstanceAsync("one", new ForkOptions { AfterTask = 2, NewInstanceId = "two" });
        await hub.EndOfAsync("two");

        await hub.Client.RewindInstanceToAsync("two", new RewindOptions { AfterTask = 0 });
        await DriveAsync(hub, from: "activity", "two");

        Assert.StartsWith("work go kid", (await hub.EndOfAsync("two")).ReadOutputAs<string>());
        Assert.Single((await hub.Client.GetOrchestrationHistoryAsync("two")).OfType<GenericEvent>());
    }

    [Theory]
    [InlineData(null, null, "either")]
    [InlineData(1, 1, "either")]
    [InlineData(0, null, "start of a turn")]
    [InlineData(-1, null, "does not exist")]
    [InlineData(1000, null, "the nearest are")]
    [InlineData(null, 77, "has not finished")]
    public async Task A_step_that_is_none_is_refused_with_what_would_be_right(int? afterEvent, int? afterTask, string words)
    {
        await using var hub = await StartAsync();
        await RunToEndAsync(hub);
        var before = hub.Client.ExportInstance("one");

        var error = await Assert.ThrowsAsync<ArgumentException>(() => hub.Client.RewindInstanceToAsync(
            "one", new RewindOptions { AfterEvent = afterEvent, AfterTask = afterTask }));

        Assert.Contains(words, error.Message);
        Assert.Equal(before, hub.Client.ExportInstance("one"));
    }

    [Fact]
    public async Task What_is_not_there_or_has_not_begun_or_says_too_much_is_refused()
    {
        await using var hub = await StartAsync();
        await RunToEndAsync(hub);
        await hub.Client.ScheduleNewOrchestrationInstanceAsync(
            "All", new StartOrchestrationOptions("later", hub.Clock.GetUtcNow().AddDays(1)));
        await hub.Client.PurgeInstanceAsync("one");
        Task RewindAsync(string id, RewindOptions options) => hub.Client.RewindInstanceToAsync(id, options);

        var purged = await Assert.ThrowsAsync<ArgumentException>(() => RewindAsync("one", new RewindOptions { AfterTask = 0 }));
        var later = await Assert.ThrowsAsync<ArgumentException>(() => RewindAsync("later", new RewindOptions { AfterEvent = 1 }));
        var reason = new RewindOptions { AfterTask = 0, Reason = new string('x', 1_001) };
        var by = new RewindOptions { AfterTask = 0, By = new string('x', 201) };

        Assert.Contains("was not found", purged.Message);
        Assert.Contains("there is none yet", later.Message);
        Assert.Contains("1000", (await Assert.ThrowsAsync<ArgumentException>(() => RewindAsync("later", reason))).Message);
        Assert.Contains("200", (await Assert.ThrowsAsync<ArgumentException>(() => RewindAsync("later", by))).Message);
    }

    private static Task<TestHub> StartAsync() => EntityWorld.StartAsync(catalog => catalog
        .Activity<string>("work", _ => "work")
        .Activity<string>("kidwork", _ => "kid")
        .Orchestrator("kid", async context => (object?)await context.CallActivityAsync<string>("kidwork"))
        .Orchestrator("All", async context =>
        {
            var work = await context.CallActivityAsync<string>("work");
            await context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None);
            var go = await context.WaitForExternalEvent<string>("go");
            var kid = await context.CallSubOrchestratorAsync<string>(
                "kid", options: new SubOrchestrationOptions(instanceId: $"{context.InstanceId}-kid"));
            return (object?)$"{work} {go} {kid} {await context.Entities.CallEntityAsync<int>(EntityWorld.A, "add", 1)}";
        }));

    private static async Task RunToEndAsync(TestHub hub)
    {
        await hub.StartInstanceAsync("All", id: "one");
        await DriveAsync(hub, from: "start");
        await hub.EndOfAsync("one");
    }

    /// <summary>Brings what the instance waits for after a step.</summary>
    private static async Task DriveAsync(TestHub hub, string from, string id = "one")
    {
        if (from is "start" or "activity")
        {
            await hub.UntilHistoryHasAsync<TimerCreatedEvent>(id);
            hub.Clock.Advance(TimeSpan.FromHours(1));
            await hub.UntilHistoryHasAsync<TimerFiredEvent>(id);
        }

        if (from is "start" or "activity" or "timer")
        {
            await hub.Client.RaiseEventAsync(id, "go", "go");
        }
    }

    private static async Task<RewindOptions> StepAsync(TestHub hub, string step)
    {
        var history = (await hub.Client.GetOrchestrationHistoryAsync("one")).ToList();
        return step switch
        {
            "start" => new RewindOptions { AfterEvent = history.FindIndex(value => value is ExecutionStartedEvent) },
            "activity" => new RewindOptions { AfterTask = 0 },
            "timer" => new RewindOptions { AfterTask = 1 },
            "event" => new RewindOptions { AfterEvent = history.FindIndex(value => value is EventRaisedEvent) },
            "child" => new RewindOptions { AfterTask = 2 },
            _ => new RewindOptions { AfterTask = 3 },
        };
    }

    /// <summary>An activity that is slow until it is released, and a child that calls it.</summary>
    private static TestCatalog Slow(
        TestCatalog catalog, SemaphoreSlim started, SemaphoreSlim cancelled, TaskCompletionSource release) => catalog
        .Activity<string>("quick", _ => "quick")
        .Activity<string>("slow", async (input, cancellation) =>
        {
            started.Release();
            try
            {
                await release.Task.WaitAsync(cancellation);
                return input;
            }
            catch (OperationCanceledException)
            {
                cancelled.Release();
                throw;
            }
        })
        .Orchestrator("child", async context => (object?)await context.CallActivityAsync<string>("slow", "kid"))
        .Orchestrator("parent", async context => (object?)await context.CallSubOrchestratorAsync<string>("child"));

    private static async Task WaitAsync(SemaphoreSlim semaphore, int times)
    {
        for (var i = 0; i < times; i++)
        {
            Assert.True(await semaphore.WaitAsync(TestHub.Patience));
        }
    }
}
