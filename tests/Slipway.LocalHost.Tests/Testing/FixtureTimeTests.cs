using DurableTask.Core.History;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Slipway.LocalHost.Testing;

namespace Slipway.LocalHost.Tests.Testing;

public sealed class FixtureTimeTests
{
    [Fact]
    public async Task Years_pass_while_a_test_waits_for_the_end()
    {
        await using var fixture = await LocalHostFixture.StartAsync(Timers);

        var slept = await fixture.RunAsync<TimeSpan>("Sleep", TimeSpan.FromDays(1_000));

        Assert.Equal(TimeSpan.FromDays(1_000), slept);
        Assert.Equal(VirtualClock.DefaultStart.AddDays(1_000), fixture.Clock.GetUtcNow());
    }

    [Fact]
    public async Task Time_passes_too_while_the_code_under_test_waits_by_a_client()
    {
        await using var fixture = await LocalHostFixture.StartAsync(Timers);
        var client = fixture.Services.GetRequiredService<DurableTaskClient>();

        var id = await client.ScheduleNewOrchestrationInstanceAsync("Sleep", TimeSpan.FromDays(30));
        var end = await client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true);

        Assert.Equal(TimeSpan.FromDays(30), end.ReadOutputAs<TimeSpan>());
    }

    [Fact]
    public async Task Time_stands_still_while_nobody_waits()
    {
        await using var fixture = await LocalHostFixture.StartAsync(Timers);

        var id = await fixture.Client.ScheduleNewOrchestrationInstanceAsync("Sleep", TimeSpan.FromSeconds(1));
        await fixture.RunUntilIdleAsync();

        Assert.Equal(VirtualClock.DefaultStart, fixture.Clock.GetUtcNow());
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await fixture.Client.GetInstanceAsync(id))!.RuntimeStatus);
    }

    [Fact]
    public async Task Time_stands_still_while_an_activity_runs()
    {
        await using var fixture = await LocalHostFixture.StartAsync(tasks => tasks.AddOrchestratorFunc("Race", async context =>
        {
            using var late = new CancellationTokenSource();
            var work = context.CallActivityAsync<string>("Work");
            var timeout = context.CreateTimer(TimeSpan.FromSeconds(1), late.Token);
            var first = await Task.WhenAny(work, timeout);
            late.Cancel();
            return first == work ? await work : "timed out";
        }));
        var began = new TaskCompletionSource();
        var outside = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        fixture.Activities.Set("Work", _ =>
        {
            began.SetResult();
            return outside.Task;
        });

        var result = fixture.RunAsync<string>("Race");
        await began.Task;
        var now = fixture.Clock.GetUtcNow();
        outside.SetResult("worked");

        Assert.Equal("worked", await result);
        Assert.Equal(VirtualClock.DefaultStart, now);
    }

    [Fact]
    public async Task Advancing_stops_at_each_timer_on_the_way()
    {
        await using var fixture = await LocalHostFixture.StartAsync(
            tasks => tasks.AddOrchestratorFunc("Poll", async context =>
            {
                while (!await context.CallActivityAsync<bool>("IsDone"))
                {
                    await context.CreateTimer(TimeSpan.FromMinutes(10), CancellationToken.None);
                }

                return context.CurrentUtcDateTime;
            }),
            new LocalHostFixtureOptions { Time = TimeMode.Manual });
        var asked = new List<TimeSpan>();
        fixture.Activities["IsDone"] = _ =>
        {
            asked.Add(fixture.Clock.GetUtcNow() - VirtualClock.DefaultStart);
            return asked.Count == 5;
        };

        var id = await fixture.Client.ScheduleNewOrchestrationInstanceAsync("Poll");
        await fixture.AdvanceAsync(TimeSpan.FromMinutes(35));

        Assert.Equal([0, 10, 20, 30], asked.Select(at => at.TotalMinutes));
        Assert.Equal(VirtualClock.DefaultStart.AddMinutes(35), fixture.Clock.GetUtcNow());
        await fixture.AdvanceAsync(TimeSpan.FromMinutes(5));
        Assert.Equal(VirtualClock.DefaultStart.AddMinutes(40).UtcDateTime, await fixture.ResultAsync<DateTime>(id));
    }

    [Fact]
    public async Task By_hand_time_moves_only_when_the_test_says_so()
    {
        await using var fixture = await LocalHostFixture.StartAsync(Timers, new LocalHostFixtureOptions { Time = TimeMode.Manual });

        var run = fixture.RunAsync<TimeSpan>("Sleep", TimeSpan.FromHours(5));
        await fixture.RunUntilIdleAsync();
        Assert.False(run.IsCompleted);
        Assert.True(await fixture.SkipToNextTimerAsync());

        Assert.Equal(TimeSpan.FromHours(5), await run);
        Assert.Equal(VirtualClock.DefaultStart.AddHours(5), fixture.Clock.GetUtcNow());
        Assert.False(await fixture.SkipToNextTimerAsync());
    }

    [Fact]
    public async Task Retries_wait_in_virtual_time()
    {
        await using var fixture = await LocalHostFixture.StartAsync(tasks => tasks.AddOrchestratorFunc<string, string>(
            "Main",
            (context, _) => context.CallActivityAsync<string>(
                "Flaky", TaskOptions.FromRetryPolicy(new RetryPolicy(4, TimeSpan.FromHours(1), backoffCoefficient: 2)))));
        fixture.Activities["Flaky"] = call => $"run {call.Run}";
        fixture.Activities.Fail("Flaky", times: 3, new HttpRequestException("503"));

        Assert.Equal("run 4", await fixture.RunAsync<string>("Main"));

        Assert.Equal(VirtualClock.DefaultStart.AddHours(1 + 1 + 1), fixture.Clock.GetUtcNow());
        Assert.Equal(4, fixture.Activities.CallsOf("flaky").Count);
    }

    [Fact]
    public async Task An_instance_scheduled_for_later_starts_then()
    {
        await using var fixture = await LocalHostFixture.StartAsync(
            tasks => tasks.AddOrchestratorFunc("Now", context => context.CurrentUtcDateTime));
        var at = VirtualClock.DefaultStart.AddDays(400);

        var id = await fixture.Client.ScheduleNewOrchestrationInstanceAsync(
            "Now", input: null, new StartOrchestrationOptions("later", at));

        Assert.Equal(at.UtcDateTime, await fixture.ResultAsync<DateTime>(id));
    }

    [Fact]
    public async Task A_clock_that_was_given_is_the_tests_to_move()
    {
        var clock = new Durable.ManualTimeProvider();
        await using var fixture = await LocalHostFixture.StartAsync(Timers, new LocalHostFixtureOptions { TimeProvider = clock });

        var run = fixture.RunAsync<TimeSpan>("Sleep", TimeSpan.FromDays(3), "s1");
        await fixture.Client.WaitForInstanceStartAsync("s1");
        await fixture.RunUntilIdleAsync();
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => fixture.AdvanceAsync(TimeSpan.FromDays(3)));
        clock.Advance(TimeSpan.FromDays(3));

        Assert.Equal(TimeSpan.FromDays(3), await run);
        Assert.Contains(nameof(Durable.ManualTimeProvider), exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fan_out_children_and_eternal_orchestrations_are_all_waited_for()
    {
        await using var fixture = await LocalHostFixture.StartAsync(tasks => tasks
            .AddOrchestratorFunc("Parent", async context =>
            {
                var children = Enumerable.Range(1, 20).Select(day => context.CallSubOrchestratorAsync<int>("Child", day));
                return (await Task.WhenAll(children)).Sum();
            })
            .AddOrchestratorFunc<int, int>("Child", async (context, day) =>
            {
                await context.CreateTimer(TimeSpan.FromDays(day), CancellationToken.None);
                return await context.CallActivityAsync<int>("Double", day);
            })
            .AddOrchestratorFunc<int, int>("Eternal", async (context, round) =>
            {
                await context.CreateTimer(TimeSpan.FromDays(1), CancellationToken.None);
                if (round < 50)
                {
                    context.ContinueAsNew(round + 1);
                }

                return round;
            }));
        fixture.Activities["Double"] = call => call.Input<int>() * 2;

        Assert.Equal(420, await fixture.RunAsync<int>("Parent"));
        Assert.Equal(VirtualClock.DefaultStart.AddDays(20), fixture.Clock.GetUtcNow());
        Assert.Equal(50, await fixture.RunAsync<int>("Eternal", 1));
        Assert.Equal(VirtualClock.DefaultStart.AddDays(70), fixture.Clock.GetUtcNow());
    }

    [Fact]
    public async Task The_history_tells_the_virtual_times()
    {
        await using var fixture = await LocalHostFixture.StartAsync(Timers);

        await fixture.RunAsync<TimeSpan>("Sleep", TimeSpan.FromDays(30), "s1");
        var history = await fixture.HistoryOfAsync("s1");

        Assert.Equal(VirtualClock.DefaultStart.UtcDateTime, history.OfType<ExecutionStartedEvent>().Single().Timestamp);
        Assert.Equal(VirtualClock.DefaultStart.AddDays(30).UtcDateTime, history.OfType<TimerFiredEvent>().Single().Timestamp);
    }

    private static void Timers(DurableTaskRegistry tasks) => tasks.AddOrchestratorFunc<TimeSpan, TimeSpan>("Sleep", async (context, time) =>
    {
        var start = context.CurrentUtcDateTime;
        await context.CreateTimer(time, CancellationToken.None);
        return context.CurrentUtcDateTime - start;
    });
}
