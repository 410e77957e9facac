using System.Text;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Slipway.LocalHost.Testing;
using Slipway.LocalHost.Tests.Durable;

namespace Slipway.LocalHost.Tests.Testing;

/// <summary>An exported run is replayed against code.</summary>
public sealed class OrchestrationReplayTests
{
    private static async Task<object?> ChainAsync(TaskOrchestrationContext context)
    {
        var first = await context.CallActivityAsync<string>("first", context.GetInput<string>());
        await context.CreateTimer(TimeSpan.Zero, CancellationToken.None);
        return first + await context.WaitForExternalEvent<string>("word");
    }

    [Fact]
    public async Task The_code_that_made_a_run_fits_it()
    {
        var replay = OrchestrationReplay.Parse(await ExportAsync());

        var result = replay.Run(tasks => tasks.AddOrchestratorFunc("chain", ChainAsync));

        result.EnsureFits();
        Assert.Equal(("one", "chain", 1), (replay.InstanceId, replay.Orchestrator, replay.Generation));
        Assert.Equal((replay.EventCount, replay.EventCount, null), (result.Events, result.Replayed, result.FirstAltered));
    }

    [Fact]
    public async Task A_run_that_still_waits_fits_code_that_waits_there()
    {
        var json = await ExportAsync(finish: false);

        Assert.True(OrchestrationReplay.Parse(json).Run(tasks => tasks.AddOrchestratorFunc("chain", ChainAsync)).Fits);
    }

    [Fact]
    public async Task A_call_of_another_name_is_the_first_difference()
    {
        var result = OrchestrationReplay.Parse(await ExportAsync()).Run(tasks => tasks.AddOrchestratorFunc("chain", async context =>
            (object?)await context.CallActivityAsync<string>("other", context.GetInput<string>())));

        Assert.False(result.Fits);
        Assert.Contains("activity 'first' (#0)", result.Difference!.Expected);
        Assert.Contains("activity 'other' (#0)", result.Difference.Actual);
        Assert.Equal((2, 2), (result.Difference.Place, result.Replayed));
        Assert.Contains("activity 'other'", Assert.Throws<InvalidOperationException>(result.EnsureFits).Message);
    }

    [Theory]
    [InlineData("end", "another")]
    [InlineData("wait", "a wait")]
    [InlineData("throw", "System.InvalidOperationException")]
    public async Task Another_end_is_a_difference(string kind, string actual)
    {
        var result = OrchestrationReplay.Parse(await ExportAsync()).Run(tasks => tasks.AddOrchestratorFunc("chain", async context =>
        {
            await ChainAsync(context);
            return kind switch
            {
                "wait" => await context.WaitForExternalEvent<string>("more"),
                "throw" => throw new InvalidOperationException("no"),
                _ => (object?)"another",
            };
        }));

        Assert.Contains("\"a!\"", result.Difference!.Expected);
        Assert.Contains(actual, result.Difference.Actual);
    }

    [Fact]
    public async Task More_than_the_run_has_is_a_difference()
    {
        var result = OrchestrationReplay.Parse(await ExportAsync(finish: false))
            .Run(tasks => tasks.AddOrchestratorFunc("chain", _ => Task.FromResult("ready")));

        Assert.Contains("the end of the orchestration", result.Difference!.Actual);
    }

    [Fact]
    public async Task A_missing_orchestrator_is_a_difference()
    {
        var result = OrchestrationReplay.Parse(await ExportAsync()).Run(_ => { });

        Assert.Equal("no orchestrator of that name", result.Difference!.Actual);
    }

    [Fact]
    public async Task A_termination_is_no_part_of_what_the_code_did()
    {
        await using var hub = await StartAsync();
        await hub.StartInstanceAsync("chain", "a", "one");
        await hub.UntilHistoryHasAsync<global::DurableTask.Core.History.TimerFiredEvent>("one");
        await hub.Client.TerminateInstanceAsync("one");
        await hub.EndOfAsync("one");

        var replay = OrchestrationReplay.Parse(Encoding.UTF8.GetString(hub.Client.ExportInstance("one")));
        var result = replay.Run(tasks => tasks.AddOrchestratorFunc("chain", ChainAsync));

        result.EnsureFits();
        Assert.True(result.Replayed < result.Events);
    }

    [Fact]
    public async Task An_altered_event_is_told_and_a_file_that_was_formatted_anew_is_not()
    {
        var json = await ExportAsync();

        var altered = OrchestrationReplay.Parse(json.Replace("\\\"!\\\"", "\\\"?\\\"", StringComparison.Ordinal));
        var formatted = OrchestrationReplay.Parse(json.Replace("\":", "\" :  ", StringComparison.Ordinal));

        Assert.NotNull(altered.Run(tasks => tasks.AddOrchestratorFunc("chain", ChainAsync)).FirstAltered);
        Assert.Null(formatted.Run(tasks => tasks.AddOrchestratorFunc("chain", ChainAsync)).FirstAltered);
    }

    [Theory]
    [InlineData("", "damaged")]
    [InlineData("[]", "format")]
    [InlineData("{}", "format")]
    [InlineData("""{"format":"durable-history","version":99}""", "version 99")]
    [InlineData("""{"format":"durable-history","version":1,"instance":{}}""", "name its instance")]
    [InlineData("""{"format":"durable-history","version":1}""", "damaged")]
    public void What_is_no_export_is_refused(string json, string words)
    {
        Assert.Contains(words, Assert.Throws<FormatException>(() => OrchestrationReplay.Parse(json)).Message);
    }

    private static Task<TestHub> StartAsync() => TestHub.StartAsync(catalog => catalog
        .Activity<string>("first", input => input)
        .Orchestrator("chain", ChainAsync));

    private static async Task<string> ExportAsync(bool finish = true)
    {
        await using var hub = await StartAsync();
        await hub.StartInstanceAsync("chain", "a", "one");
        await hub.UntilHistoryHasAsync<global::DurableTask.Core.History.TimerFiredEvent>("one");
        if (finish)
        {
            await hub.Client.RaiseEventAsync("one", "word", "!");
            Assert.Equal(OrchestrationRuntimeStatus.Completed, (await hub.EndOfAsync("one")).RuntimeStatus);
        }

        return Encoding.UTF8.GetString(hub.Client.ExportInstance("one"));
    }
}
