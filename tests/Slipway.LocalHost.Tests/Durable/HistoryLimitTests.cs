using Microsoft.DurableTask.Client;

namespace Slipway.LocalHost.Tests.Durable;

/// <summary>A history that grows in bytes is warned of and stopped as one that grows in events.</summary>
public sealed class HistoryLimitTests
{
    private const int MaxBytes = 1024 * 1024;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_history_of_too_many_bytes_is_warned_of_once_and_then_fails_with_advice(bool warm)
    {
        await using var hub = await StartAsync(warm);

        var end = await hub.EndOfAsync(await hub.StartInstanceAsync("Main", int.MaxValue));

        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.Equal("HistoryLimitExceeded", end.FailureDetails!.ErrorType);
        Assert.Matches(@"has a history of \d+ events and 1\d{6} bytes", end.FailureDetails.ErrorMessage);
        Assert.InRange(hub.Catalog.Runs["Step"], 9, 12);
        var warning = Assert.Single(hub.Log.Lines, line => line.Contains("half of what the host takes"));
        Assert.StartsWith("Warning: ", warning);
        Assert.Matches(@"\d+ events and [56]\d{5} bytes", warning);
    }

    [Theory]
    [InlineData(4, 0)]
    [InlineData(7, 1)]
    public async Task Only_what_is_over_the_half_is_warned_of(int steps, int warnings)
    {
        await using var hub = await StartAsync(warm: true);

        await hub.StartInstanceAsync("Main", steps, "one");
        await hub.WhyAsync("one", "event 'end'");
        await hub.Client.RaiseEventAsync("one", "end");
        var end = await hub.EndOfAsync("one");

        Assert.Equal(OrchestrationRuntimeStatus.Completed, end.RuntimeStatus);
        Assert.Equal(warnings, hub.Log.Lines.Count(line => line.Contains("half of what the host takes")));
    }

    private static Task<TestHub> StartAsync(bool warm) => TestHub.StartAsync(
        catalog => catalog
            .Orchestrator("Main", async context =>
            {
                for (var step = 0; step < context.GetInput<int>(); step++)
                {
                    await context.CallActivityAsync<string>("Step");
                }

                await context.WaitForExternalEvent<string>("end");
            })
            .Activity<object>("Step", _ => new string('x', 100 * 1024)),
        options => options with { MaxHistoryBytes = MaxBytes, MaxWarmOrchestrations = warm ? 10 : 0 });
}
