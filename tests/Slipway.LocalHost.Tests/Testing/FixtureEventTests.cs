using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Slipway.LocalHost.Testing;

namespace Slipway.LocalHost.Tests.Testing;

public sealed class FixtureEventTests
{
    [Fact]
    public async Task An_event_is_raised_when_it_is_waited_for_and_not_before()
    {
        await using var fixture = await LocalHostFixture.StartAsync(Tasks);

        var id = await fixture.Client.ScheduleNewOrchestrationInstanceAsync("Approval", TimeSpan.FromDays(7));
        await fixture.RaiseEventWhenWaitingAsync(id, "approved", payload: true);

        Assert.Equal("approved at day 7", await fixture.ResultAsync<string>(id));
    }

    [Fact]
    public async Task A_wait_that_nothing_ends_times_out_by_its_timer()
    {
        await using var fixture = await LocalHostFixture.StartAsync(Tasks);

        Assert.Equal("timed out at day 10", await fixture.RunAsync<string>("Approval", TimeSpan.FromDays(7)));
    }

    [Fact]
    public async Task What_waits_for_ever_fails_at_once_and_says_for_which_event()
    {
        await using var fixture = await LocalHostFixture.StartAsync(Tasks);

        var exception = await Assert.ThrowsAsync<LocalHostFixtureException>(() => fixture.RunAsync<string>("Forever", instanceId: "f1"));

        Assert.Equal(OrchestrationRuntimeStatus.Running, exception.Status);
        Assert.Contains("'Forever' (f1)", exception.Message, StringComparison.Ordinal);
        Assert.Contains("waits for event 'go'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_that_is_not_waited_for_is_not_raised()
    {
        await using var fixture = await LocalHostFixture.StartAsync(Tasks);
        var id = await fixture.Client.ScheduleNewOrchestrationInstanceAsync("Forever");

        var other = await Assert.ThrowsAsync<LocalHostFixtureException>(() => fixture.RaiseEventWhenWaitingAsync(id, "stop"));
        var missing = await Assert.ThrowsAsync<LocalHostFixtureException>(() => fixture.RaiseEventWhenWaitingAsync("nobody", "go"));
        await fixture.RaiseEventWhenWaitingAsync(id, "go", "gone");
        Assert.Equal("gone", await fixture.ResultAsync<string>(id));
        var ended = await Assert.ThrowsAsync<LocalHostFixtureException>(() => fixture.RaiseEventWhenWaitingAsync(id, "go"));

        Assert.Contains("it waits for event 'go'", other.Message, StringComparison.Ordinal);
        Assert.Contains("no orchestration 'nobody'", missing.Message, StringComparison.Ordinal);
        Assert.Contains("it is Completed", ended.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_waits_hears_of_an_event_that_comes_later()
    {
        await using var fixture = await LocalHostFixture.StartAsync(Tasks);

        var id = await fixture.Client.ScheduleNewOrchestrationInstanceAsync("Forever");
        var end = fixture.Client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true);
        await fixture.RunUntilIdleAsync();
        await fixture.Client.RaiseEventAsync(id, "go", "gone");

        Assert.Equal("gone", (await end).ReadOutputAs<string>());
    }

    [Fact]
    public async Task The_custom_status_is_what_was_set_last()
    {
        await using var fixture = await LocalHostFixture.StartAsync(Tasks);

        var id = await fixture.Client.ScheduleNewOrchestrationInstanceAsync("Forever");
        await fixture.RunUntilIdleAsync();

        Assert.Equal("waits", await fixture.CustomStatusOfAsync<string>(id));
        await Assert.ThrowsAsync<ArgumentException>(() => fixture.CustomStatusOfAsync<string>("nobody"));
    }

    [Fact]
    public async Task A_termination_is_an_end_but_no_result()
    {
        await using var fixture = await LocalHostFixture.StartAsync(Tasks);

        var id = await fixture.Client.ScheduleNewOrchestrationInstanceAsync("Forever");
        await fixture.Client.TerminateInstanceAsync(id, "enough");

        Assert.Equal("enough", (await fixture.EndOfAsync(id)).ReadOutputAs<string>());
        var exception = await Assert.ThrowsAsync<LocalHostFixtureException>(() => fixture.ResultAsync<string>(id));
        Assert.Equal(OrchestrationRuntimeStatus.Terminated, exception.Status);
    }

    [Fact]
    public async Task An_activity_that_never_ends_is_named_when_patience_ends()
    {
        await using var fixture = await LocalHostFixture.StartAsync(
            tasks => tasks.AddOrchestratorFunc("Main", context => context.CallActivityAsync<string>("Endless")),
            new LocalHostFixtureOptions { Patience = TimeSpan.FromMilliseconds(200) });
        fixture.Activities.Set("Endless", call => new TaskCompletionSource<string>().Task);

        var exception = await Assert.ThrowsAsync<LocalHostFixtureException>(() => fixture.RunAsync<string>("Main", instanceId: "m1"));

        Assert.Contains("did not end within", exception.Message, StringComparison.Ordinal);
    }

    private static void Tasks(DurableTaskRegistry tasks) => tasks
        .AddOrchestratorFunc<TimeSpan, string>("Approval", async (context, cooling) =>
        {
            var start = context.CurrentUtcDateTime;
            await context.CreateTimer(cooling, CancellationToken.None);
            try
            {
                await context.WaitForExternalEvent<bool>("Approved", TimeSpan.FromDays(3));
                return $"approved at day {(context.CurrentUtcDateTime - start).TotalDays}";
            }
            catch (OperationCanceledException)
            {
                return $"timed out at day {(context.CurrentUtcDateTime - start).TotalDays}";
            }
        })
        .AddOrchestratorFunc("Forever", context =>
        {
            context.SetCustomStatus("waits");
            return context.WaitForExternalEvent<string>("go");
        });
}
