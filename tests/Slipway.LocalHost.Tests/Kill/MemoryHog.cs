using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Converters;
using Microsoft.Extensions.Logging.Abstractions;
using Slipway.LocalHost.Durable;
using Slipway.LocalHost.Tests.Durable;

namespace Slipway.LocalHost.Tests.Kill;

/// <summary>An activity that takes memory until there is none left, beside others that need little. For a process of its own.</summary>
internal static class MemoryHog
{
    private const int Others = 50;
    private const int Steps = 20;
    private const int Block = 16 * 1024 * 1024;

    /// <summary>Runs them to their ends; says how the greedy one failed, and how many of the others completed.</summary>
    public static async Task<string> RunAsync(string folder)
    {
        var catalog = new TestCatalog();
        catalog
            .Activity<object>("Grows", _ => Grow())
            .Activity<object>("Fine", _ => "fine")
            .Orchestrator("Greedy", context => context.CallActivityAsync("Grows"))
            .Orchestrator("Modest", async context =>
            {
                for (var step = 0; step < Steps; step++)
                {
                    await context.CallActivityAsync("Fine");
                }
            });
        await using var engine = await DurableEngine.OpenAsync(
            new DurableEngineOptions { DirectoryPath = folder, HubName = "Hog" },
            catalog,
            JsonDataConverter.Default,
            TimeProvider.System,
            NullLoggerFactory.Instance,
            CancellationToken.None);
        await engine.StartAsync(CancellationToken.None);
        var greedy = await engine.Client.ScheduleNewOrchestrationInstanceAsync("Greedy");
        var others = new List<string>();
        for (var i = 0; i < Others; i++)
        {
            others.Add(await engine.Client.ScheduleNewOrchestrationInstanceAsync("Modest"));
        }

        var failure = (await EndOfAsync(engine, greedy)).FailureDetails?.InnerFailure?.ErrorType;
        var ends = await Task.WhenAll(others.Select(id => EndOfAsync(engine, id)));
        return $"{failure} {ends.Count(end => end.RuntimeStatus == OrchestrationRuntimeStatus.Completed)}";
    }

    private static Task<OrchestrationMetadata> EndOfAsync(DurableEngine engine, string id) =>
        engine.Client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true, CancellationToken.None);

    private static object Grow()
    {
        var taken = new List<byte[]>();
        while (true)
        {
            taken.Add(new byte[Block]);
        }
    }
}
