using System.Text.Json;
using Slipway.Benchmarks.Application;
using Slipway.Benchmarks.Measuring;
using Slipway.Benchmarks.Processes;
using Slipway.Benchmarks.Workload;
using Slipway.LocalHost.Durable;

namespace Slipway.Benchmarks.Scenarios;

/// <summary>Fifty lifecycles and workflows of definitions at once on the app itself: what each, and who talks to it, waits for.</summary>
internal sealed class FiftyScenario : IScenario
{
    public const string Start = "start";
    public const string Persisted = "state persisted";
    public const string Handled = "event handled";
    public const string Memory = "memory a workflow";

    private const int Workflows = 50;
    private const int WarmUps = 4;

    // So often that what handles an event is compiled for good when it counts, as it is on a host that has run for an hour.
    private const int PausesOfWarmUp = 20;

    // So often that a percentile of what handles an event is not its one worst.
    private const int Pauses = 5;

    // So many callers at once want something; each of so many others waits for a workflow to come to a point.
    private const int CallersAtOnce = 2;
    private const int WaitersAtOnce = 10;
    private const double MegaByte = 1_000_000;

    // Looking costs the host, too: where the moment does not matter, it is done seldom.
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan SeldomInterval = TimeSpan.FromMilliseconds(500);

    public string Name => "fifty";

    public string What => "50 lifecycles and definitions at once, with real Git, agents and gates, paused and resumed while agents work";

    public bool HasPeers => false;

    public async Task RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        for (var round = 1; round <= run.Options.Rounds; round++)
        {
            var folder = run.NewFolder(FormattableString.Invariant($"{Name}-{round}"));
            var work = await FiftyWorkflows.CreateAsync(folder, cancellationToken);
            await using var host = await SlipwayHost.StartAsync(
                Directory.CreateDirectory(Path.Combine(folder, "home")).FullName, cancellationToken);
            await RunAsync(host, work, WarmUps, PausesOfWarmUp, cancellationToken);
            await RoundAsync(run, host, work, cancellationToken);
            BenchmarkRun.Say($"{Name} {round}/{run.Options.Rounds}: done");
        }
    }

    private async Task RoundAsync(BenchmarkRun run, SlipwayHost host, FiftyWorkflows work, CancellationToken cancellationToken)
    {
        var memory = new PeakMemory(host.Process);
        var processor = ProcessTree.ProcessorTime(host.Process.Id);
        var begun = TimeProvider.System.GetTimestamp();
        var times = await RunAsync(host, work, Workflows, Pauses, cancellationToken);
        var ended = TimeProvider.System.GetTimestamp();
        var grown = await memory.StopAsync();
        processor = ProcessTree.ProcessorTime(host.Process.Id) - processor;
        var measured = await host.StopAsync(cancellationToken);

        Record(run, Start, times.Starts);
        Record(run, Persisted, measured.Between(EngineMeter.TurnPersisted, begun, ended));
        Record(run, Handled, measured.Between(EngineMeter.EventHandled, begun, ended));
        Record(run, "asked to pause until it shows so", times.Pauses);
        run.Book.Add(Name, Memory, "MB", grown / MegaByte / Workflows);
        run.Book.Add(Name, "processor time of a workflow, its agents and Git too", "ms", processor.TotalMilliseconds / Workflows);
        run.Book.Add(Name, "all of them", "s", TimeProvider.System.GetElapsedTime(begun, ended).TotalSeconds);
    }

    private void Record(BenchmarkRun run, string what, Sample sample)
    {
        run.Book.Add(Name, $"{what}, p50", "ms", sample.PercentileMs(50));
        run.Book.Add(Name, $"{what}, p99", "ms", sample.PercentileMs(99));
    }

    /// <summary>
    /// Starts so many, pauses and resumes each so often once all have an agent at work, lets the agents go on, and waits until all have
    /// completed.
    /// </summary>
    private static async Task<(Sample Starts, Sample Pauses)> RunAsync(
        SlipwayHost host, FiftyWorkflows work, int count, int pauses, CancellationToken cancellationToken)
    {
        await work.HoldAgentsAsync(cancellationToken);
        var ids = new string[count];
        var starts = await EachAsync(
            CallersAtOnce, async number => ids[number] = await StartAsync(host, work.Request(number), cancellationToken));
        await EachAsync(WaitersAtOnce, number => UntilAsync(host, ids[number], HasAgent, SeldomInterval, cancellationToken));
        Sample paused;
        do
        {
            paused = await EachAsync(CallersAtOnce, async number =>
            {
                await TellAsync(host, ids[number], "pause", cancellationToken);
                await UntilAsync(host, ids[number], workflow => StatusOf(workflow) == "paused", LookInterval, cancellationToken);
            });
            await EachAsync(CallersAtOnce, number => TellAsync(host, ids[number], "resume", cancellationToken));
        }
        while (--pauses > 0);

        await work.LetAgentsGoAsync(cancellationToken);
        await EachAsync(WaitersAtOnce, number => UntilAsync(host, ids[number], HasCompleted, SeldomInterval, cancellationToken));
        return (starts, paused);

        Task<Sample> EachAsync(int atOnce, Func<int, Task> one) => LoadGenerator.RunAsync(count, atOnce, one, cancellationToken);
    }

    /// <summary>Returns when the workflow has its first state: a lifecycle plans, a step of a definition runs.</summary>
    private static async Task<string> StartAsync(SlipwayHost host, object request, CancellationToken cancellationToken)
    {
        var workflow = await host.PostAsync("/api/workflows", request, cancellationToken);
        var id = workflow.GetProperty("id").GetString()!;
        if (!HasBegun(workflow))
        {
            await UntilAsync(host, id, HasBegun, LookInterval, cancellationToken);
        }

        return id;
    }

    private static bool HasBegun(JsonElement workflow) => StepsAtWork(workflow) is { } steps
        ? steps.Count > 0
        : workflow.TryGetProperty("state", out var state) && state.GetString() != "IDLE";

    private static bool HasAgent(JsonElement workflow) => StepsAtWork(workflow) is { } steps
        ? steps.Contains("write")
        : workflow.TryGetProperty("step", out var step) && step.GetProperty("name").GetString() == "plan";

    private static bool HasCompleted(JsonElement workflow) => StatusOf(workflow) switch
    {
        "completed" => true,
        "failed" or "aborted" => throw new BenchmarkException($"A workflow did not complete: {workflow}"),
        _ => false,
    };

    private static string? StatusOf(JsonElement workflow) => workflow.GetProperty("status").GetString();

    /// <summary>The ids of a definition's steps that run; null of a lifecycle.</summary>
    private static List<string>? StepsAtWork(JsonElement workflow) => !workflow.TryGetProperty("definition", out var definition)
        ? null
        : definition.TryGetProperty("current", out var current)
            ? [.. current.EnumerateArray().Select(step => step.GetProperty("id").GetString()!)]
            : [];

    private static async Task UntilAsync(
        SlipwayHost host, string id, Func<JsonElement, bool> isSo, TimeSpan interval, CancellationToken cancellationToken)
    {
        while (!isSo(await host.GetAsync($"/api/workflows/{id}", cancellationToken)))
        {
            await Task.Delay(interval, TimeProvider.System, cancellationToken);
        }
    }

    private static Task TellAsync(SlipwayHost host, string id, string verb, CancellationToken cancellationToken) =>
        host.PostAsync($"/api/workflows/{id}/{verb}", new { actor = "benchmark", reason = "To see how long it takes." }, cancellationToken);
}
