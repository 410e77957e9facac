using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.DurableTask.Converters;
using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Benchmarks.Workload;
using Slipway.LocalHost.Durable;

namespace Slipway.Benchmarks.Worker;

/// <summary>The verb <c>engine FOLDER</c>: opens the engine on a folder, with its default options, and does what stdin asks for.</summary>
internal static class EngineWorker
{
    /// <summary>What the engine promises.</summary>
    public const string Durability = "every commit (a group of turns) is synced to disk before a call returns or a step starts";

    public static async Task RunAsync(string folder, CancellationToken cancellationToken)
    {
        var begun = TimeProvider.System.GetTimestamp();
        await using var engine = await DurableEngine.OpenAsync(
            new DurableEngineOptions { DirectoryPath = folder, HubName = "Benchmark" },
            new WorkloadCatalog(),
            JsonDataConverter.Default,
            TimeProvider.System,
            NullLoggerFactory.Instance,
            cancellationToken);
        var openMs = TimeProvider.System.GetElapsedTime(begun).TotalMilliseconds;
        await engine.StartAsync(cancellationToken);
        Write(new WorkReply
        {
            Version = RuntimeInformation.FrameworkDescription,
            Durability = Durability,
            Facts = { ["openMs"] = openMs, ["startMs"] = TimeProvider.System.GetElapsedTime(begun).TotalMilliseconds - openMs },
        });

        var load = new LoadWork(engine.Client);
        var instances = new InstanceWork(engine.Client);
        var store = new StoreWork(engine.Client);
        while (await Console.In.ReadLineAsync(cancellationToken) is { } line)
        {
            var request = JsonSerializer.Deserialize<WorkRequest>(line, JsonSerializerOptions.Web)!;
            Write(await AnswerAsync(() => request.Do switch
            {
                "run" => MeasureAsync(engine, load.RunAsync, request, cancellationToken),
                "signal" => load.SignalAsync(request, cancellationToken),
                "effect" => load.EffectAsync(request, cancellationToken),
                "fan-out" => load.FanOutAsync(request, cancellationToken),
                "wait" => instances.WaitAsync(request, cancellationToken),
                "release" => instances.ReleaseAsync(request, cancellationToken),
                "grow" => instances.GrowAsync(request, cancellationToken),
                "resume" => instances.ResumeAsync(request, cancellationToken),
                "finish" => store.FinishAsync(request, cancellationToken),
                "list" => store.ListAsync(request, cancellationToken),
                _ => throw new BenchmarkException($"The engine's worker does not know '{request.Do}'."),
            }));
        }
    }

    private static async Task<WorkReply> MeasureAsync(
        DurableEngine engine,
        Func<WorkRequest, CancellationToken, Task<WorkReply>> work,
        WorkRequest request,
        CancellationToken cancellationToken)
    {
        var meter = new CostMeter(engine);
        return meter.AddTo(await work(request, cancellationToken));
    }

    // Whatever goes wrong belongs to the process that asked, which fails the run with it.
    private static async Task<WorkReply> AnswerAsync(Func<Task<WorkReply>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception exception)
        {
            return new WorkReply { Error = exception.ToString() };
        }
    }

    private static void Write(WorkReply reply)
    {
        Console.Out.WriteLine("@ " + JsonSerializer.Serialize(reply, JsonSerializerOptions.Web));
        Console.Out.Flush();
    }
}
