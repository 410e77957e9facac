using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Benchmarks.Application;
using Slipway.LocalHost.Durable;

namespace Slipway.Benchmarks.Scenarios;

/// <summary>One workflow of 1,000 steps, 100 of them at once, on the app itself, from the request to its end.</summary>
internal sealed class ThousandScenario : IScenario
{
    public const string Status = "custom status, longest";

    private const int Layers = 10;
    private const int Width = 100;
    private const double MegaByte = 1_000_000;

    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(50);

    /// <summary>Steps that are nothing but turns of the workflow, and steps that are activities, each of which keeps a file.</summary>
    private static readonly (string Name, JsonObject Step)[] Kinds =
    [
        ("set", new JsonObject { ["uses"] = "set", ["config"] = new JsonObject { ["value"] = 1 } }),
        ("artifact.save", new JsonObject
        {
            ["uses"] = "artifact.save",
            ["config"] = new JsonObject { ["name"] = "note.txt", ["text"] = "A thousand times." },
        }),
    ];

    public string Name => "thousand";

    public string What => "one workflow of 1,000 steps in ten layers, 100 wide, from the request to its end";

    public bool HasPeers => false;

    /// <summary>The metric of the longest status that was seen.</summary>
    public static IEnumerable<string> StatusMetrics => Kinds.Select(kind => $"{kind.Name}: {Status}");

    public async Task RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        for (var round = 1; round <= run.Options.Rounds; round++)
        {
            foreach (var (kind, step) in Kinds)
            {
                var folder = run.NewFolder(FormattableString.Invariant($"{Name}-{kind}-{round}"));
                await using var host = await SlipwayHost.StartAsync(folder, cancellationToken);
                await RunAsync(host, Definition(step, layers: 1, width: 1), cancellationToken);

                var memory = new PeakMemory(host.Process);
                var begun = TimeProvider.System.GetTimestamp();
                var longest = await RunAsync(host, Definition(step, Layers, Width), cancellationToken);
                var ended = TimeProvider.System.GetTimestamp();
                run.Book.Add(Name, $"{kind}: memory", "MB", await memory.StopAsync() / MegaByte);
                var measured = await host.StopAsync(cancellationToken);
                run.Book.Add(
                    Name, $"{kind}: from the request to the end", "ms", measured.Between(EngineMeter.Commit, begun, ended).ElapsedMs);
                run.Book.Add(
                    Name, $"{kind}: commits", "commits", measured.Between(EngineMeter.Commit, begun, ended).LatenciesMs.Length);
                run.Book.Add(Name, $"{kind}: {Status}", "KB of UTF-16", longest / 1_000d);
            }

            BenchmarkRun.Say($"{Name} {round}/{run.Options.Rounds}: done");
        }
    }

    /// <summary>Runs a definition to its end, and gives the most bytes that its custom status had whenever it was looked at.</summary>
    private static async Task<int> RunAsync(SlipwayHost host, JsonObject definition, CancellationToken cancellationToken)
    {
        var steps = definition["steps"]!.AsArray().Count;
        var started = await host.PostAsync("/api/workflows", new { definition, actor = "benchmark" }, cancellationToken);
        var id = started.GetProperty("id").GetString()!;
        for (var longest = 0; ; await Task.Delay(LookInterval, TimeProvider.System, cancellationToken))
        {
            var instance = await host.GetAsync(
                $"/runtime/webhooks/durabletask/instances/{id}?showInput=false", cancellationToken);
            longest = Math.Max(longest, 2 * instance.GetProperty("customStatus").GetRawText().Length);
            switch (instance.GetProperty("runtimeStatus").GetString())
            {
                case "Pending" or "Running":
                    continue;
                case "Completed" when Succeeded(await host.GetAsync($"/api/workflows/{id}", cancellationToken)) == steps:
                    return longest;
                default:
                    throw new BenchmarkException($"The workflow of {steps} steps did not complete: {instance}");
            }
        }
    }

    private static int Succeeded(JsonElement workflow) =>
        workflow.GetProperty("definition").GetProperty("counts").GetProperty("succeeded").GetInt32();

    private static JsonObject Definition(JsonObject step, int layers, int width) => new()
    {
        ["id"] = "wide",
        ["maxConcurrentSteps"] = width,
        ["steps"] = new JsonArray([.. from layer in Enumerable.Range(0, layers)
                                      from place in Enumerable.Range(0, width)
                                      select Step(step, layer, place, width)]),
    };

    private static JsonObject Step(JsonObject step, int layer, int place, int width)
    {
        var own = step.DeepClone().AsObject();
        own["id"] = Id(layer, place);
        if (layer > 0)
        {
            own["dependsOn"] = new JsonArray(Id(layer - 1, place), Id(layer - 1, (place + 1) % width));
        }

        return own;
    }

    private static string Id(int layer, int place) => FormattableString.Invariant($"s{layer}-{place}");
}
