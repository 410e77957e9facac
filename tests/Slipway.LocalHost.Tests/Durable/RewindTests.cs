using DurableTask.Core.History;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Slipway.LocalHost.Tests.Durable;

/// <summary>A failed orchestration goes on from its last good state.</summary>
public sealed class RewindTests
{
    [Fact]
    public async Task What_failed_is_called_again_and_what_was_finished_is_not()
    {
        var broken = true;
        await using var hub = await TestHub.StartAsync(catalog => catalog
            .Activity<string>("first", _ => "a")
            .Activity<string>("second", _ => broken ? throw new InvalidOperationException("down") : "b")
            .Orchestrator("chain", async context =>
                (object?)(await context.CallActivityAsync<string>("first") + await context.CallActivityAsync<string>("second"))));
        var id = await hub.StartInstanceAsync("chain");
        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await hub.EndOfAsync(id)).RuntimeStatus);

        broken = false;
        await hub.Client.RewindInstanceAsync(id, "repaired");
        var end = await hub.EndOfAsync(id);

        Assert.Equal("ab", end.ReadOutputAs<string>());
        Assert.Null(end.FailureDetails);
        Assert.Equal((1, 2), (hub.Catalog.Runs["first"], hub.Catalog.Runs["second"]));
        var history = await hub.Client.GetOrchestrationHistoryAsync(id);
        Assert.Equal("repaired", Assert.Single(history.OfType<ExecutionRewoundEvent>()).Reason);
        Assert.Empty(history.OfType<TaskFailedEvent>());
        Assert.Single(history.OfType<ExecutionCompletedEvent>());
    }

    [Fact]
    public async Task A_rewound_instance_survives_a_crash()
    {
        var release = new TaskCompletionSource();
        var broken = true;
        await using var hub = await TestHub.StartAsync(catalog => catalog
            .Activity<string>("work", async (_, _) =>
            {
                if (broken)
                {
                    throw new InvalidOperationException("down");
                }

                await release.Task;
                return "done";
            })
            .Orchestrator("one", async context => (object?)await context.CallActivityAsync<string>("work")));
        var id = await hub.StartInstanceAsync("one");
        await hub.EndOfAsync(id);
        broken = false;

        await hub.Client.RewindInstanceAsync(id, "again");
        await hub.CrashAsync();
        release.SetResult();

        Assert.Equal("done", (await hub.EndOfAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task What_still_ran_at_the_failure_is_cancelled_and_only_its_new_run_counts()
    {
        var broken = true;
        var cancelled = new TaskCompletionSource();
        await using var hub = await TestHub.StartAsync(catalog => catalog
            .Activity<string>("fails", _ => broken ? throw new InvalidOperationException("down") : "a")
            .Activity<string>("slow", async (_, token) =>
            {
                if (broken)
                {
                    try
                    {
                        await Task.Delay(Timeout.Infinite, token);
                    }
                    finally
                    {
                        cancelled.SetResult();
                    }
                }

                return "b";
            })
            .Orchestrator("both", async context =>
            {
                var slow = context.CallActivityAsync<string>("slow");
                return (object?)(await context.CallActivityAsync<string>("fails") + await slow);
            }));
        var id = await hub.StartInstanceAsync("both");
        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await hub.EndOfAsync(id)).RuntimeStatus);

        broken = false;
        await hub.Client.RewindInstanceAsync(id, "repaired");
        await cancelled.Task.WaitAsync(TestHub.Patience);

        Assert.Equal("ab", (await hub.EndOfAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task A_timer_that_a_rewind_to_a_step_began_anew_keeps_that_time_when_a_failure_is_undone()
    {
        var broken = true;
        await using var hub = await TestHub.StartAsync(catalog => catalog
            .Activity<string>("first", _ => "a")
            .Activity<string>("fails", _ => broken ? throw new InvalidOperationException("down") : "b")
            .Orchestrator("both", async context =>
            {
                var timer = context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None);
                await context.CallActivityAsync<string>("first");
                await context.WaitForExternalEvent<string>("go");
                await context.CallActivityAsync<string>("fails");
                await timer;
            }));
        await hub.StartInstanceAsync("both", id: "one");
        await hub.UntilHistoryHasAsync<TaskCompletedEvent>("one");
        hub.Clock.Advance(TimeSpan.FromMinutes(50));
        await hub.Client.RewindInstanceToAsync("one", new RewindOptions { AfterTask = 1 });
        var due = hub.Clock.GetUtcNow().AddHours(1);
        await hub.Client.RaiseEventAsync("one", "go", "");
        await hub.EndOfAsync("one");

        broken = false;
        hub.Clock.Advance(TimeSpan.FromMinutes(40));
        await hub.Client.RewindInstanceAsync("one", "repaired");
        await hub.UntilHistoryHasAsync<TaskCompletedEvent>("one", 2);

        Assert.Equal(due.UtcDateTime, (await hub.WhyAsync("one", "a timer")).Until);
        hub.Clock.Advance(TimeSpan.FromMinutes(20));
        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await hub.EndOfAsync("one")).RuntimeStatus);
    }

    [Fact]
    public async Task In_a_fan_out_only_the_failed_branches_run_again_and_the_others_keep_their_results()
    {
        var broken = true;
        await using var hub = await TestHub.StartAsync(catalog => catalog
            .Activity<int>("work", number => broken && number % 2 == 1 ? throw new InvalidOperationException($"{number}") : number)
            .Activity<int>("add", number => number + 100)
            .Orchestrator("fan", async context =>
            {
                async Task<int> BranchAsync(int number) =>
                    await context.CallActivityAsync<int>("add", await context.CallActivityAsync<int>("work", number));
                return (object?)await Task.WhenAll(Enumerable.Range(0, 4).Select(BranchAsync));
            }));
        var id = await hub.StartInstanceAsync("fan");
        await hub.EndOfAsync(id);

        broken = false;
        await hub.Client.RewindInstanceAsync(id, string.Empty);

        var output = (await hub.EndOfAsync(id)).ReadOutputAs<int[]>();
        Assert.Equal([100, 101, 102, 103], output!);
        Assert.Equal((6, 4), (hub.Catalog.Runs["work"], hub.Catalog.Runs["add"]));
    }

    [Fact]
    public async Task The_attempts_that_a_policy_made_before_stay_and_the_last_one_is_made_again()
    {
        var broken = true;
        var options = TaskOptions.FromRetryPolicy(new RetryPolicy(3, TimeSpan.FromTicks(1)));
        await using var hub = await TestHub.StartAsync(catalog => catalog
            .Activity<int>("work", _ => broken ? throw new InvalidOperationException("down") : "up")
            .Orchestrator("retrying", async context => (object?)await context.CallActivityAsync<string>("work", 0, options)));
        var id = await hub.StartInstanceAsync("retrying");
        foreach (var failures in new[] { 1, 2 })
        {
            await hub.UntilHistoryHasAsync<TimerCreatedEvent>(id, failures);
            hub.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        await hub.EndOfAsync(id);
        broken = false;
        await hub.Client.RewindInstanceAsync(id, string.Empty);

        Assert.Equal("up", (await hub.EndOfAsync(id)).ReadOutputAs<string>());
        Assert.Equal(4, hub.Catalog.Runs["work"]);
    }

    [Fact]
    public async Task A_failure_that_the_code_dealt_with_stays_dealt_with()
    {
        var broken = true;
        await using var hub = await TestHub.StartAsync(catalog => catalog
            .Activity<int>("primary", _ => throw new InvalidOperationException("never"))
            .Activity<int>("fallback", _ => broken ? throw new InvalidOperationException("down") : "saved")
            .Orchestrator("careful", async context =>
            {
                try
                {
                    return await context.CallActivityAsync<string>("primary");
                }
                catch (TaskFailedException)
                {
                    return (object?)await context.CallActivityAsync<string>("fallback");
                }
            }));
        var id = await hub.StartInstanceAsync("careful");
        await hub.EndOfAsync(id);

        broken = false;
        await hub.Client.RewindInstanceAsync(id, string.Empty);

        Assert.Equal("saved", (await hub.EndOfAsync(id)).ReadOutputAs<string>());
        Assert.Equal(1, hub.Catalog.Runs["primary"]);
    }

    [Fact]
    public async Task A_failure_that_was_thrown_again_after_a_clean_up_is_undone_with_the_clean_up()
    {
        var broken = true;
        await using var hub = await TestHub.StartAsync(catalog => catalog
            .Activity<int>("work", _ => broken ? throw new InvalidOperationException("down") : "done")
            .Activity<int>("clean", _ => "clean")
            .Orchestrator("tidy", async context =>
            {
                try
                {
                    return (object?)await context.CallActivityAsync<string>("work");
                }
                finally
                {
                    await context.CallActivityAsync<string>("clean");
                }
            }));
        var id = await hub.StartInstanceAsync("tidy");
        await hub.EndOfAsync(id);

        broken = false;
        await hub.Client.RewindInstanceAsync(id, string.Empty);

        Assert.Equal("done", (await hub.EndOfAsync(id)).ReadOutputAs<string>());
        Assert.Equal((2, 2), (hub.Catalog.Runs["work"], hub.Catalog.Runs["clean"]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_fault_of_the_orchestrator_itself_is_gone_once_its_code_is_repaired(bool afterAnEvent)
    {
        var broken = true;
        await using var hub = await TestHub.StartAsync(catalog => catalog.Orchestrator("own", async context =>
        {
            var word = afterAnEvent ? await context.WaitForExternalEvent<string>("word") : context.GetInput<string>();
            return broken ? throw new InvalidOperationException("a bug") : (object?)$"got {word}";
        }));
        var id = await hub.StartInstanceAsync("own", "this");
        if (afterAnEvent)
        {
            await hub.Client.RaiseEventAsync(id, "word", "that");
        }

        await hub.EndOfAsync(id);
        broken = false;
        await hub.Client.RewindInstanceAsync(id, string.Empty);

        Assert.Equal(afterAnEvent ? "got that" : "got this", (await hub.EndOfAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Failed_children_are_rewound_too()
    {
        var broken = true;
        await using var hub = await TestHub.StartAsync(catalog => catalog
            .Activity<string>("first", _ => "x")
            .Activity<string>("work", _ => broken ? throw new InvalidOperationException("down") : "y")
            .Orchestrator("child", async context =>
                (object?)(await context.CallActivityAsync<string>("first") + await context.CallActivityAsync<string>("work")))
            .Orchestrator("middle", async context => (object?)await context.CallSubOrchestratorAsync<string>("child"))
            .Orchestrator("parent", async context => (object?)await context.CallSubOrchestratorAsync<string>("middle")));
        var id = await hub.StartInstanceAsync("parent");
        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await hub.EndOfAsync(id)).RuntimeStatus);

        broken = false;
        await hub.Client.RewindInstanceAsync(id, string.Empty);

        Assert.Equal("xy", (await hub.EndOfAsync(id)).ReadOutputAs<string>());
        Assert.Equal((1, 2), (hub.Catalog.Runs["first"], hub.Catalog.Runs["work"]));
        Assert.Equal(3, (await hub.Client.GetAllInstancesAsync().AsPages().FirstAsync()).Values.Count);
    }

    [Fact]
    public async Task A_child_that_is_gone_is_started_anew()
    {
        var broken = true;
        await using var hub = await TestHub.StartAsync(catalog => catalog
            .Orchestrator("child", _ => broken ? throw new InvalidOperationException("down") : Task.FromResult((object?)"new"))
            .Orchestrator("parent", async context =>
                (object?)await context.CallSubOrchestratorAsync<string>(
                    "child", options: new SubOrchestrationOptions { InstanceId = "kid" })));
        var id = await hub.StartInstanceAsync("parent");
        await hub.EndOfAsync(id);
        await hub.Client.PurgeInstanceAsync("kid");

        broken = false;
        await hub.Client.RewindInstanceAsync(id, string.Empty);

        Assert.Equal("new", (await hub.EndOfAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task A_timer_that_was_running_when_it_failed_runs_again()
    {
        var broken = true;
        await using var hub = await TestHub.StartAsync(catalog => catalog
            .Activity<int>("work", _ => broken ? throw new InvalidOperationException("down") : "done")
            .Orchestrator("both", async context =>
            {
                var timer = context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None);
                await context.CallActivityAsync<string>("work");
                await timer;
            }));
        var id = await hub.StartInstanceAsync("both");
        await hub.EndOfAsync(id);

        broken = false;
        await hub.Client.RewindInstanceAsync(id, string.Empty);
        await hub.UntilHistoryHasAsync<TaskCompletedEvent>(id);
        hub.Clock.Advance(TimeSpan.FromHours(2));

        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await hub.EndOfAsync(id)).RuntimeStatus);
    }

    [Fact]
    public async Task It_can_fail_and_be_rewound_again()
    {
        var runs = 0;
        await using var hub = await TestHub.StartAsync(catalog => catalog
            .Activity<int>("work", _ => ++runs < 3 ? throw new InvalidOperationException($"{runs}") : "third")
            .Orchestrator("one", async context => (object?)await context.CallActivityAsync<string>("work")));
        var id = await hub.StartInstanceAsync("one");

        foreach (var _ in new[] { 1, 2 })
        {
            Assert.Equal(OrchestrationRuntimeStatus.Failed, (await hub.EndOfAsync(id)).RuntimeStatus);
            await hub.Client.RewindInstanceAsync(id, string.Empty);
        }

        Assert.Equal("third", (await hub.EndOfAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task One_that_failed_in_its_first_turn_left_no_timer_behind_and_makes_it_anew()
    {
        var broken = true;
        await using var hub = await TestHub.StartAsync(catalog => catalog.Orchestrator("main", async context =>
        {
            var timer = context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None);
            if (broken)
            {
                throw new InvalidOperationException("down");
            }

            await timer;
        }));
        await hub.StartInstanceAsync("main", id: "one");
        await hub.EndOfAsync("one");
        var left = hub.Engine.Reader.ReadTimers(hub.Engine.Reader.ReadInstance("one", withPayloads: false)!.Key);

        broken = false;
        hub.Clock.Advance(TimeSpan.FromMinutes(30));
        await hub.Client.RewindInstanceAsync("one", "repaired");
        var due = hub.Clock.GetUtcNow().AddHours(1).UtcDateTime;

        // The timer that the failed run had is due first: it means nothing.
        await hub.WhyAsync("one", $"a timer (#0) until {due:u}");
        hub.Clock.Advance(TimeSpan.FromMinutes(40));
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await hub.Client.GetInstanceAsync("one"))!.RuntimeStatus);
        hub.Clock.Advance(TimeSpan.FromMinutes(20));
        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await hub.EndOfAsync("one")).RuntimeStatus);
        Assert.Empty(left);
    }

    [Fact]
    public async Task A_child_that_was_called_because_of_the_failure_is_ended_and_called_anew()
    {
        var broken = true;
        await using var hub = await TestHub.StartAsync(catalog => catalog
            .Activity<string>("fails", _ => broken ? throw new InvalidOperationException("down") : "a")
            .Orchestrator("cleanup", async context => (object?)await context.WaitForExternalEvent<string>("swept"))
            .Orchestrator("main", async context =>
            {
                var all = "";
                try
                {
                    all += await context.CallActivityAsync<string>("fails");
                }
                catch (TaskFailedException)
                {
                    _ = context.CallSubOrchestratorAsync<string>("cleanup");
                    await context.WaitForExternalEvent<string>("go");
                    throw;
                }

                return (object?)(all + await context.CallSubOrchestratorAsync<string>("cleanup"));
            }));
        await hub.StartInstanceAsync("main", id: "one");
        await hub.UntilHistoryHasAsync<SubOrchestrationInstanceCreatedEvent>("one");
        var first = (await hub.Client.GetOrchestrationHistoryAsync("one")).OfType<SubOrchestrationInstanceCreatedEvent>().Single().InstanceId;
        await hub.Client.RaiseEventAsync("one", "go", "");
        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await hub.EndOfAsync("one")).RuntimeStatus);

        broken = false;
        hub.Clock.Advance(TimeSpan.FromMinutes(1));
        await hub.Client.RewindInstanceAsync("one", "repaired");
        await hub.UntilHistoryHasAsync<SubOrchestrationInstanceCreatedEvent>("one");
        var second = (await hub.Client.GetOrchestrationHistoryAsync("one")).OfType<SubOrchestrationInstanceCreatedEvent>().Single().InstanceId;
        await hub.Client.RaiseEventAsync(second, "swept", "b");

        Assert.Equal("ab", (await hub.EndOfAsync("one")).ReadOutputAs<string>());
        Assert.NotEqual(first, second);
        Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await hub.EndOfAsync(first)).RuntimeStatus);
    }

    [Fact]
    public async Task A_lock_that_was_granted_after_the_failure_is_asked_for_again()
    {
        var broken = true;
        var release = new TaskCompletionSource<object?>();
        await using var hub = await EntityWorld.StartAsync(catalog => catalog
            .Activity<object>("fails", _ => broken ? throw new InvalidOperationException("down") : "a")
            .Activity<object>("holds", (_, _) => broken ? Task.FromResult<object?>("") : release.Task)
            .Orchestrator("main", async context =>
            {
                var locked = context.Entities.LockEntitiesAsync(EntityWorld.A);
                Exception? failure = null;
                try
                {
                    await context.CallActivityAsync("fails");
                }
                catch (TaskFailedException exception)
                {
                    failure = exception;
                }

                await using (await locked)
                {
                    await context.CallActivityAsync("holds");
                }

                if (failure is not null)
                {
                    throw failure;
                }
            }));
        await hub.StartInstanceAsync("main", id: "one");
        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await hub.EndOfAsync("one")).RuntimeStatus);
        await hub.UntilLockedByAsync(EntityWorld.A, owner: null);

        broken = false;
        await hub.Client.RewindInstanceAsync("one", "repaired");
        await hub.UntilLockedByAsync(EntityWorld.A, owner: "one");
        release.SetResult("");

        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await hub.EndOfAsync("one")).RuntimeStatus);
        await hub.UntilLockedByAsync(EntityWorld.A, owner: null);
    }

    [Fact]
    public async Task Only_what_exists_and_has_failed_can_be_rewound()
    {
        await using var hub = await TestHub.StartAsync(catalog => catalog
            .Orchestrator("ends", _ => Task.CompletedTask)
            .Orchestrator("waits", context => context.WaitForExternalEvent<string>("never")));
        var ended = await hub.StartInstanceAsync("ends");
        await hub.EndOfAsync(ended);
        var waiting = await hub.StartInstanceAsync("waits");

        await Assert.ThrowsAsync<ArgumentException>(() => hub.Client.RewindInstanceAsync("none", string.Empty));
        await Assert.ThrowsAsync<InvalidOperationException>(() => hub.Client.RewindInstanceAsync(ended, string.Empty));
        await Assert.ThrowsAsync<InvalidOperationException>(() => hub.Client.RewindInstanceAsync(waiting, string.Empty));
    }
}
