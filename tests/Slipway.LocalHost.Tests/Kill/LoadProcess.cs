using System.Globalization;
using DurableTask.Core.Exceptions;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Converters;
using Microsoft.Extensions.Logging.Abstractions;
using Slipway.LocalHost.Durable;
using Slipway.LocalHost.Tests.Simulation;
using Slipway.LocalHost.Tests.Simulation.Programs;

namespace Slipway.LocalHost.Tests.Kill;

/// <summary>
/// The process that is killed: a task hub under load, which is its own client. <c>load FOLDER LAST</c> takes up what an earlier process
/// left, runs instances up to that number, many at once, and ends when all have ended, or when its standard input is closed.
/// <c>exhaust FOLDER</c> is <see cref="MemoryHog"/>.
/// </summary>
internal static class LoadProcess
{
    private const int InFlight = 50;

    public static async Task<int> Main(string[] args)
    {
        if (args is ["exhaust", var hub])
        {
            await Console.Out.WriteLineAsync(await MemoryHog.RunAsync(hub));
            return 0;
        }

        if (args is not ["load", var folder, var last])
        {
            await Console.Error.WriteLineAsync("usage: load FOLDER LAST, or exhaust FOLDER");
            return 2;
        }

        // Whoever started it has gone: nothing is left to be done for him.
        _ = Task.Run(() =>
        {
            while (Console.In.Read() >= 0)
            {
                // Nothing is ever sent.
            }

            Environment.Exit(3);
        });
        await RunAsync(folder, int.Parse(last, CultureInfo.InvariantCulture));
        return 0;
    }

    private static async Task RunAsync(string folder, int last)
    {
        using var log = new AckLog(Path.Combine(folder, "acks"));
        await using var engine = await DurableEngine.OpenAsync(
            new DurableEngineOptions { DirectoryPath = folder, HubName = "Load" },
            new SimulatedCatalog(LoadBook.Programs, (_, _) => { }, _ => { }),
            JsonDataConverter.Default,
            TimeProvider.System,
            NullLoggerFactory.Instance,
            CancellationToken.None);
        await engine.StartAsync(CancellationToken.None);
        await Parallel.ForEachAsync(
            Enumerable.Range(0, last + 1).Where(instance => !log.Completed.ContainsKey(instance)),
            new ParallelOptions { MaxDegreeOfParallelism = InFlight },
            async (instance, _) => await DriveAsync(engine.Client, log, instance));
    }

    private static async Task DriveAsync(DurableTaskClient client, AckLog log, int instance)
    {
        var id = LoadBook.IdOf(instance);
        if (!log.Started.Contains(instance))
        {
            await StartAsync(client, instance, id);
            log.Write($"S {instance}");
        }

        var first = log.Events.GetValueOrDefault(instance);
        for (var number = first; number < LoadBook.Events; number++)
        {
            await RaiseAsync(client, id, number, mayHaveArrived: number == first);
            log.Write($"E {instance} {number}");
        }

        var end = await client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true);
        log.Write($"C {instance} {end.ReadOutputAs<ProgramOutput>()!.Total}");
    }

    private static async Task RaiseAsync(DurableTaskClient client, string id, int number, bool mayHaveArrived)
    {
        try
        {
            await client.RaiseEventAsync(id, LoadBook.Event, new Signal(number, Totals.OfSignal(LoadBook.Event, number)));
        }
        catch (InvalidOperationException) when (mayHaveArrived && number == LoadBook.Events - 1)
        {
            // The last process was killed between the commit of the last event and its line in the log, and the instance has ended.
        }
    }

    private static async Task StartAsync(DurableTaskClient client, int instance, string id)
    {
        var input = new ProgramInput(LoadBook.ProgramOf(instance), Generation: 0, Total: 0, [], Doubles: 0);
        try
        {
            var options = new StartOrchestrationOptions(id)
            {
                Tags = ProgramTags.OfProgram(input.Program) ?? [],
                Version = new TaskVersion(ProgramVersions.Of(input.Program, generation: 0)),
            };
            await client.ScheduleNewOrchestrationInstanceAsync(ProgramRunner.Name, input, options);
        }
        catch (OrchestrationAlreadyExistsException)
        {
            // The last process was killed between the commit and its line in the log.
        }
    }
}
