using Microsoft.DurableTask;
using Slipway.LocalHost.Testing;

namespace Slipway.LocalHost.Tests.Testing;

public sealed class FixtureCrashTests
{
    [Fact]
    public async Task A_workflow_comes_to_the_same_end_whichever_commit_it_crashes_at()
    {
        var crashes = 0;
        for (var commit = 1; ; commit++)
        {
            await using var fixture = await LocalHostFixture.StartAsync(Tasks);
            fixture.CrashAtCommit(commit);

            var id = await fixture.Client.ScheduleNewOrchestrationInstanceAsync("Order", 3);
            await fixture.RaiseEventWhenWaitingAsync(id, "paid", 7);
            Assert.Equal("1 2 3 paid 7", await fixture.ResultAsync<string>(id));

            Assert.Equal(3, (await fixture.HistoryOfAsync(id)).OfType<global::DurableTask.Core.History.TaskCompletedEvent>().Count());
            if (fixture.Crashes == 0)
            {
                break;
            }

            crashes++;
        }

        // A start, three activities, two timers and an event: each a turn at least.
        Assert.InRange(crashes, 6, 30);
    }

    [Fact]
    public async Task It_can_crash_several_times_on_the_way()
    {
        await using var fixture = await LocalHostFixture.StartAsync(Tasks);
        fixture.CrashAtCommit(1);
        fixture.CrashAtCommit(3);
        fixture.CrashAtCommit(6);

        var id = await fixture.Client.ScheduleNewOrchestrationInstanceAsync("Order", 3);
        await fixture.RaiseEventWhenWaitingAsync(id, "paid", 7);

        Assert.Equal("1 2 3 paid 7", await fixture.ResultAsync<string>(id));
        Assert.Equal(3, fixture.Crashes);
    }

    [Fact]
    public async Task After_a_crash_timers_and_waits_are_still_there()
    {
        await using var fixture = await LocalHostFixture.StartAsync(Tasks);

        var id = await fixture.Client.ScheduleNewOrchestrationInstanceAsync("Order", 1);
        await fixture.RunUntilIdleAsync();
        await fixture.CrashAsync();
        await fixture.AdvanceAsync(TimeSpan.FromDays(30));
        await fixture.CrashAsync();
        await fixture.RaiseEventWhenWaitingAsync(id, "paid", 7);

        Assert.Equal("1 paid 7", await fixture.ResultAsync<string>(id));
        Assert.Single(fixture.Activities.CallsOf("Step"));
    }

    [Fact]
    public async Task Stopped_and_started_again_on_a_folder_it_goes_on_with_the_code_of_today()
    {
        var folder = Directory.CreateTempSubdirectory("fixture-").FullName;
        try
        {
            var options = new LocalHostFixtureOptions { DirectoryPath = folder };
            await using (var first = await LocalHostFixture.StartAsync(Tasks, options))
            {
                await first.Client.ScheduleNewOrchestrationInstanceAsync("Order", 1, new StartOrchestrationOptions("o1"));
                await first.RunUntilIdleAsync();
                await first.StopAsync();
                await Assert.ThrowsAsync<InvalidOperationException>(() => first.Client.GetInstanceAsync("o1"));
                await first.StartAgainAsync();
                await Assert.ThrowsAsync<InvalidOperationException>(() => first.StartAgainAsync());
            }

            await using var second = await LocalHostFixture.StartAsync(
                tasks => tasks.AddOrchestratorFunc<int, string>("Order", async (context, _) =>
                {
                    await context.CallActivityAsync("Another");
                    return "changed";
                }),
                options);
            var exception = await Assert.ThrowsAsync<LocalHostFixtureException>(() => second.ResultAsync<string>("o1"));

            Assert.Contains("Step", exception.Message, StringComparison.Ordinal);
            Assert.Contains("Another", exception.Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Code_that_does_not_do_the_same_again_is_found()
    {
        var random = 0;
        await using var fixture = await LocalHostFixture.StartAsync(tasks => tasks.AddOrchestratorFunc("Main", async context =>
        {
            await context.CallActivityAsync(Interlocked.Increment(ref random) % 2 == 1 ? "One" : "Other");
            return "not reached";
        }));
        fixture.Activities["One"] = _ => null;
        fixture.Activities["Other"] = _ => null;

        var exception = await Assert.ThrowsAsync<LocalHostFixtureException>(() => fixture.RunAsync<string>("Main"));

        Assert.Contains("cannot go on", exception.Message, StringComparison.Ordinal);
        Assert.Contains("Other", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_temporary_data_is_gone_with_the_fixture()
    {
        var fixture = await LocalHostFixture.StartAsync(Tasks);
        Assert.True(Directory.Exists(fixture.DirectoryPath));

        await fixture.DisposeAsync();

        Assert.False(Directory.Exists(fixture.DirectoryPath));
    }

    private static void Tasks(DurableTaskRegistry tasks) => tasks
        .AddOrchestratorFunc<int, string>("Order", async (context, count) =>
        {
            var steps = new List<string>();
            for (var step = 1; step <= count; step++)
            {
                steps.Add(await context.CallActivityAsync<string>("Step", step));
                await context.CreateTimer(TimeSpan.FromDays(30), CancellationToken.None);
            }

            var paid = await context.WaitForExternalEvent<int>("paid");
            return $"{string.Join(' ', steps)} paid {paid}";
        })
        .AddActivityFunc<int, string>("Step", (_, step) => $"{step}");
}
