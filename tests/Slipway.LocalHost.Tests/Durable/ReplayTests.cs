using System.Collections.Concurrent;
using DurableTask.Core.History;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Slipway.LocalHost.Durable.Replay;

namespace Slipway.LocalHost.Tests.Durable;

public sealed class ReplayTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Ids_and_times_are_the_same_in_each_replay(int warm)
    {
        var seen = new ConcurrentBag<(Guid, Guid, DateTime)>();
        await using var hub = await TestHub.StartAsync(
            catalog => catalog.Orchestrator("Main", async context =>
            {
                seen.Add((context.NewGuid(), context.NewGuid(), context.CurrentUtcDateTime));
                await context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None);
                await context.WaitForExternalEvent<object>("end");
            }),
            options => options with { MaxWarmOrchestrations = warm });

        var id = await hub.StartInstanceAsync("Main");
        await hub.UntilHistoryHasAsync<TimerCreatedEvent>(id);
        hub.Clock.Advance(TimeSpan.FromHours(1));
        await hub.UntilHistoryHasAsync<TimerFiredEvent>(id);
        await hub.CrashAsync();
        await hub.Client.RaiseEventAsync(id, "end");
        await hub.EndOfAsync(id);

        var (first, second, _) = Assert.Single(seen.Distinct());
        Assert.NotEqual(first, second);
        Assert.True(seen.Count > 1, "it should have been replayed");
    }

    [Fact]
    public void A_new_guid_is_the_version_5_uuid_of_instance_time_and_counter()
    {
        var time = new DateTime(2030, 1, 2, 3, 4, 5, DateTimeKind.Utc);

        // Computed with Python: uuid.uuid5(uuid.UUID("9e952958-5e33-4daf-827f-2fa12937b875"), "abc_2030-01-02T03:04:05.0000000Z_0")
        Assert.Equal(Guid.Parse("b83fbd7c-b4b6-54c6-babd-a50a7223233d"), DeterministicGuid.Create("abc", time, 0));
    }

    [Fact]
    public async Task A_replay_safe_logger_is_silent_in_a_replay()
    {
        await using var hub = await TestHub.StartAsync(
            catalog => catalog.Orchestrator("Main", async context =>
            {
                var logger = context.CreateReplaySafeLogger("test");
                logger.LogInformation("one");
                await context.CreateTimer(TimeSpan.Zero, CancellationToken.None);
                logger.LogInformation("two");
                await context.CreateTimer(TimeSpan.Zero, CancellationToken.None);
            }),
            options => options with { MaxWarmOrchestrations = 0 });

        await hub.EndOfAsync(await hub.StartInstanceAsync("Main"));

        Assert.Single(hub.Log.Lines, line => line.StartsWith("Information: one", StringComparison.Ordinal));
        Assert.Single(hub.Log.Lines, line => line.StartsWith("Information: two", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("renamed", "activity 'First' (#0)", "activity 'Other' (#0)")]
    [InlineData("kind", "activity 'First' (#0)", "timer (#0)")]
    [InlineData("gone", "activity 'First' (#0)", "nothing more")]
    [InlineData("more", "end of a turn", "activity 'Second' (#1)")]
    [InlineData("ended", "activity 'First' (#0)", "the end of the orchestration")]
    public async Task Code_that_no_longer_fits_stalls_the_instance_with_both_sides_named_and_goes_on_when_it_fits_again(
        string change, string recorded, string actual)
    {
        await using var hub = await TestHub.StartAsync(catalog => catalog.Activity<object>("First", _ => "done"));
        void UseCode(string code) => hub.Catalog.Orchestrator("Main", context => CodeAsync(context, code));

        UseCode("original");
        var id = await hub.StartInstanceAsync("Main");
        await hub.UntilHistoryHasAsync<TaskCompletedEvent>(id);
        await hub.Engine.AbortAsync();
        UseCode(change);
        await hub.OpenAsync();
        await hub.Client.RaiseEventAsync(id, "end", "kept");
        await hub.UntilAsync(async () => (await hub.Client.GetInstanceAsync(id, true))!.FailureDetails is not null);
        var stalled = (await hub.Client.GetInstanceAsync(id, true))!;
        await hub.Engine.AbortAsync();
        UseCode("original");
        await hub.OpenAsync();
        var end = await hub.EndOfAsync(id);

        Assert.Equal(OrchestrationRuntimeStatus.Running, stalled.RuntimeStatus);
        Assert.Contains($"the history has {recorded}, but the code asked for {actual}", stalled.FailureDetails!.ErrorMessage);
        Assert.Contains(hub.Log.Lines, line => line.StartsWith("Error", StringComparison.Ordinal) && line.Contains(recorded));
        Assert.Equal("kept", end.ReadOutputAs<string>());
        Assert.Null(end.FailureDetails);
    }

    [Fact]
    public async Task A_stalled_instance_ends_when_it_is_told_to_however_much_waits_for_it()
    {
        await using var hub = await TestHub.StartAsync(catalog => catalog.Activity<object>("First", _ => "done"));
        hub.Catalog.Orchestrator("Main", context => CodeAsync(context, "original"));
        var id = await hub.StartInstanceAsync("Main");
        await hub.UntilHistoryHasAsync<TaskCompletedEvent>(id);
        await hub.Engine.AbortAsync();
        hub.Catalog.Orchestrator("Main", context => CodeAsync(context, "another activity"));
        await hub.OpenAsync();
        await Task.WhenAll(Enumerable.Range(0, 600).Select(_ => hub.Client.RaiseEventAsync(id, "end", "kept")));
        await hub.UntilAsync(async () => (await hub.Client.GetInstanceAsync(id, true))!.FailureDetails is not null);

        await hub.Client.TerminateInstanceAsync(id, "enough");

        Assert.Equal("enough", (await hub.EndOfAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task A_call_with_another_input_stalls_the_instance_and_names_both_inputs_and_the_line()
    {
        var input = "the invoice of May";
        await using var hub = await TestHub.StartAsync(catalog => catalog
            .Activity<string>("Send", text => text)
            .Orchestrator("Main", async context =>
            {
                await context.CallActivityAsync("Send", input);
                return (object?)await context.WaitForExternalEvent<string>("end");
            }));
        var id = await hub.StartInstanceAsync("Main");
        await hub.UntilHistoryHasAsync<TaskCompletedEvent>(id);
        await hub.Engine.AbortAsync();
        input = "the invoice of June";
        await hub.OpenAsync();
        await hub.Client.RaiseEventAsync(id, "end", "kept");
        await hub.UntilAsync(async () => (await hub.Client.GetInstanceAsync(id, true))!.FailureDetails is not null);
        var stalled = (await hub.Client.GetInstanceAsync(id, true))!.FailureDetails!.ErrorMessage;
        await hub.Engine.AbortAsync();
        input = "the invoice of May";
        await hub.OpenAsync();

        Assert.Contains("with the input \"the invoice of May\"", stalled);
        Assert.Contains("it with the input \"the invoice of June\"", stalled);
        Assert.Matches(@"ReplayTests\.cs:\d+", stalled);
        Assert.Equal("kept", (await hub.EndOfAsync(id)).ReadOutputAs<string>());
    }

    [Theory]
    [InlineData("Send", null)]
    [InlineData("SendLater", "but the code asked for")]
    public async Task Where_inputs_are_not_compared_another_input_goes_on_and_another_call_still_stalls(string second, string? message)
    {
        var call = (Name: "Send", Input: "the invoice of May");
        await using var hub = await TestHub.StartAsync(
            catalog => catalog
                .Activity<string>("Send", text => text)
                .Activity<string>("SendLater", text => text)
                .Orchestrator("Main", async context =>
                {
                    await context.CallActivityAsync(call.Name, call.Input);
                    return (object?)await context.WaitForExternalEvent<string>("end");
                }),
            options => options with { CompareInputs = false });
        var id = await hub.StartInstanceAsync("Main");
        await hub.UntilHistoryHasAsync<TaskCompletedEvent>(id);
        await hub.Engine.AbortAsync();
        call = (second, "the invoice of June");
        await hub.OpenAsync();

        await hub.Client.RaiseEventAsync(id, "end", "kept");

        await hub.UntilAsync(async () =>
            await hub.Client.GetInstanceAsync(id, true) is { IsCompleted: true } or { FailureDetails: not null });
        var state = (await hub.Client.GetInstanceAsync(id, true))!;
        Assert.Equal(message is null ? "kept" : null, message is null ? state.ReadOutputAs<string>() : null);
        Assert.Contains(message ?? string.Empty, state.FailureDetails?.ErrorMessage ?? string.Empty);
    }

    [Fact]
    public async Task A_stalled_instance_can_be_terminated()
    {
        await using var hub = await TestHub.StartAsync(catalog => catalog
            .Orchestrator("Main", context => CodeAsync(context, "original"))
            .Activity<object>("First", _ => "done"));
        var id = await hub.StartInstanceAsync("Main");
        await hub.UntilHistoryHasAsync<TaskCompletedEvent>(id);
        await hub.Engine.AbortAsync();
        hub.Catalog.RemoveOrchestrator("Main");
        await hub.OpenAsync();
        await hub.Client.RaiseEventAsync(id, "end", "never");
        await hub.UntilAsync(async () => (await hub.Client.GetInstanceAsync(id, true))!.FailureDetails is not null);

        await hub.Client.TerminateInstanceAsync(id);

        Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await hub.EndOfAsync(id)).RuntimeStatus);
    }

    [Fact]
    public async Task The_least_recently_used_orchestrations_leave_memory_and_are_replayed_when_needed()
    {
        await using var hub = await TestHub.StartAsync(
            catalog => catalog.Orchestrator("Main", async context => await context.WaitForExternalEvent<int>("end")),
            options => options with { MaxWarmOrchestrations = 3 });

        for (var i = 0; i < 10; i++)
        {
            await hub.StartInstanceAsync("Main", id: $"i{i}");
            await hub.UntilStatusAsync($"i{i}", OrchestrationRuntimeStatus.Running);
        }

        await hub.UntilAsync(() => Task.FromResult(hub.Engine.Orchestrations.Count <= 3));
        for (var i = 0; i < 10; i++)
        {
            await hub.Client.RaiseEventAsync($"i{i}", "end", i);
            Assert.Equal(i, (await hub.EndOfAsync($"i{i}")).ReadOutputAs<int>());
        }
    }

    [Fact]
    public async Task An_orchestrator_that_calls_without_end_fails_and_is_told_what_to_do()
    {
        await using var hub = await TestHub.StartAsync(catalog => catalog.Orchestrator("Main", context =>
        {
            while (true)
            {
                _ = context.CreateTimer(TimeSpan.FromDays(1), CancellationToken.None);
            }
        }));

        var end = await hub.EndOfAsync(await hub.StartInstanceAsync("Main"));

        Assert.Contains("Continue as new", end.FailureDetails!.ErrorMessage);
    }

    [Fact]
    public async Task An_oversized_custom_status_is_refused()
    {
        await using var hub = await TestHub.StartAsync(catalog => catalog.Orchestrator("Main", context =>
        {
            context.SetCustomStatus(new string('x', 9_000));
            return Task.CompletedTask;
        }));

        var end = await hub.EndOfAsync(await hub.StartInstanceAsync("Main"));

        Assert.Contains("at most 16384 are kept", end.FailureDetails!.ErrorMessage);
    }

    private static async Task<object?> CodeAsync(TaskOrchestrationContext context, string code)
    {
        switch (code)
        {
            case "renamed":
                await context.CallActivityAsync("Other");
                break;
            case "kind":
                await context.CreateTimer(TimeSpan.Zero, CancellationToken.None);
                break;
            case "more":
                await Task.WhenAll(context.CallActivityAsync("First"), context.CallActivityAsync("Second"));
                break;
            case "ended":
                return "ended";
            case "original":
                await context.CallActivityAsync("First");
                break;
        }

        return await context.WaitForExternalEvent<string>("end");
    }
}
