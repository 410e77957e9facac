using DurableTask.Core.History;
using Microsoft.DurableTask;
using Slipway.LocalHost.Testing;

namespace Slipway.LocalHost.Tests.Testing;

public sealed class FixtureExactnessTests
{
    [Fact]
    public async Task Each_run_has_the_same_times_whatever_the_machine_is_doing()
    {
        var runs = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => Task.Run(RunAsync)));

        Assert.All(runs, run => Assert.Equal(runs[0], run));
        Assert.Contains(runs[0], line => line.StartsWith("2030-02-0", StringComparison.Ordinal));
    }

    private static async Task<string[]> RunAsync()
    {
        await using var fixture = await LocalHostFixture.StartAsync(Tasks);
        fixture.Activities.Fail("Flaky", times: 2);

        await fixture.RunAsync<int>("Main", instanceId: "main");

        var history = await fixture.HistoryOfAsync("main");
        var children = await Task.WhenAll(Enumerable.Range(0, 3).Select(child => fixture.HistoryOfAsync($"child{child}")));
        return [.. history.Concat(children.SelectMany(child => child)).Where(IsResult).Select(Describe).Order(StringComparer.Ordinal)];
    }

    // How parallel results fall into turns is up to the threads; when each came is not.
    private static bool IsResult(HistoryEvent value) => value is not (OrchestratorStartedEvent or OrchestratorCompletedEvent);

    private static string Describe(HistoryEvent value) => $"{value.Timestamp:O} {value.EventType} {value.EventId}";

    private static void Tasks(DurableTaskRegistry tasks) => tasks
        .AddOrchestratorFunc("Main", async context =>
        {
            await context.CallActivityAsync(
                "Flaky", options: TaskOptions.FromRetryPolicy(new RetryPolicy(3, TimeSpan.FromSeconds(5), backoffCoefficient: 2)));
            await Task.WhenAll(Enumerable.Range(0, 8).Select(number => context.CallActivityAsync<int>("Slow", number)));
            await context.CreateTimer(TimeSpan.FromDays(31), CancellationToken.None);
            var children = Enumerable.Range(0, 3).Select(number => context.CallSubOrchestratorAsync<int>(
                "Child", number, new SubOrchestrationOptions { InstanceId = $"child{number}" }));
            return (await Task.WhenAll(children)).Sum();
        })
        .AddOrchestratorFunc<int, int>("Child", async (context, number) =>
        {
            await context.CreateTimer(TimeSpan.FromHours(number + 1), CancellationToken.None);
            return await context.CallActivityAsync<int>("Slow", number);
        })
        .AddActivityFunc("Flaky", _ => { })
        .AddActivityFunc<int, int>("Slow", async (_, number) =>
        {
            for (var i = 0; i < number; i++)
            {
                await Task.Yield();
            }

            return number;
        });
}
