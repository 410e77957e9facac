using System.Diagnostics;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Converters;
using Microsoft.DurableTask.Entities;
using Microsoft.Extensions.Logging.Abstractions;
using Slipway.LocalHost.Durable;
using Slipway.LocalHost.Storage;
using Slipway.LocalHost.Tests.Simulation.Programs;

namespace Slipway.LocalHost.Tests.Simulation;

/// <summary>A task hub on a simulated clock, scheduler and disk, which can be killed and opened again.</summary>
internal sealed class SimulatedHub : IDisposable
{
    private const string MemoryFolder = "/dev/shm";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly string _folder = MakeFolder();
    private readonly DurableEngineOptions _options;
    private Exception? _failure;

    public SimulatedHub(IReadOnlyList<Program> programs, Random random)
    {
        Random = random;
        Programs = programs;
        Scheduler = new SeededScheduler(random);
        Store = new FaultyStore(_folder, random) { SlowCommit = () => Clock.Pass(TimeSpan.FromSeconds(random.Next(1, 60))) };
        Checker = new HubChecker(programs);
        Catalog = new SimulatedCatalog(programs, CheckStart, CheckStart);
        _options = new DurableEngineOptions
        {
            DirectoryPath = _folder,
            HubName = "Simulated",
            MaxConcurrentActivities = random.Next(1, 6),
            MaxConcurrentOrchestrators = random.Next(1, 4),
            MaxWarmOrchestrations = random.Next(0, 4),
            MaxConcurrentEntities = random.Next(1, 4),
            MaxEntityBatchSize = random.Next(1, 6),
            Retention = new Dictionary<OrchestrationRuntimeStatus, TimeSpan>(),
            LongRunning = TimeSpan.FromDays(1),
            CheckpointPages = random.Next(10, 100),
            Scheduler = Scheduler,
            StoreProbe = Store,
        };
    }

    public Random Random { get; }

    public IReadOnlyList<Program> Programs { get; }

    public SeededScheduler Scheduler { get; }

    public SimulatedClock Clock { get; } = new();

    public FaultyStore Store { get; }

    public HubChecker Checker { get; }

    public SimulatedCatalog Catalog { get; }

    public DurableEngine Engine { get; private set; } = null!;

    public HubReading Reading { get; private set; } = null!;

    /// <summary>Called when an engine is opened after a death.</summary>
    public Action<string> Trace { get; set; } = _ => { };

    /// <summary>Opens the hub, however often it takes, and begins to start it.</summary>
    public void Open(bool expectUnchanged = false)
    {
        while (Engine is null)
        {
            try
            {
                Engine = DurableEngine.OpenAsync(
                    _options, Catalog, JsonDataConverter.Default, Clock, NullLoggerFactory.Instance, CancellationToken.None)
                    .GetAwaiter().GetResult();
            }
            catch (TaskHubException exception) when (exception is not TaskHubLockedException)
            {
                Trace($"not opened: {exception.GetType().Name}");
                if (exception is TaskHubCorruptException)
                {
                    throw new InvariantException($"a sound database is said to be damaged: {exception}");
                }

                Store.Revive();
            }
        }

        Reading = new HubReading(_folder);
        if (expectUnchanged)
        {
            Checker.ExpectUnchanged(Reading);
        }

        Checker.Observe(Reading);

        // What the last engine wrote, the code wrote that it ran.
        Checker.Deployed = Catalog.Deployed;
        Engine.Writer.GroupCommitted = Observe;
        Scheduler.IsEnding = false;
        _ = Engine.StartAsync(CancellationToken.None);
    }

    /// <summary>Runs one piece of the engine's work.</summary>
    public void RunOne()
    {
        Scheduler.RunOne();
        ThrowIfFailed();
    }

    public void ThrowIfFailed()
    {
        if (_failure is not null)
        {
            throw _failure;
        }
    }

    /// <summary>Ends the engine as the death of its process would.</summary>
    public void Kill()
    {
        var image = Store.Image;
        Scheduler.IsEnding = true;
        var abort = Engine.AbortAsync();
        Scheduler.Kill();
        Scheduler.RunAll();
        Catalog.Kill();
        Await(abort, "an abort");

        // However long that took, nothing of the dead engine may be left for the next one to do.
        Scheduler.RunAll();
        Reading.Dispose();
        Engine = null!;
        if (image is not null)
        {
            foreach (var file in Directory.GetFiles(_folder, "taskhub.db*"))
            {
                File.Delete(file);
            }

            foreach (var file in Directory.GetFiles(image))
            {
                File.Move(file, Path.Combine(_folder, Path.GetFileName(file)));
            }
        }

        Store.Revive();
    }

    /// <summary>Stops the engine in good order, when it has nothing to do.</summary>
    public void Stop()
    {
        Scheduler.IsEnding = true;
        Await(Engine.StopAsync(CancellationToken.None), "a stop");
        Reading.Dispose();
        Engine = null!;
    }

    public void Dispose()
    {
        if (Engine is not null)
        {
            Store.Revive();
            Kill();
        }

        Directory.Delete(_folder, recursive: true);
        if (Directory.Exists(_folder + "-image"))
        {
            Directory.Delete(_folder + "-image", recursive: true);
        }
    }

    /// <summary>The instances that have not ended, with all that is known of them.</summary>
    public string DescribeWaiting() => Engine is null ? "closed" : string.Join('\n', Reading.Instances()
        .Where(instance => !instance.HasEnded)
        .Select(instance =>
            $"{instance.Id}/{instance.Generation}: timers {string.Join(',', Reading.Timers(instance.Key))}; inbox: "
            + string.Join(", ", Reading.Inbox(instance.Key).Select(value => value.Describe())) + "; history: "
            + string.Join(", ", Reading.History(instance.Key).Events.Select(value => value.Describe()))));

    /// <summary>Does the engine's work until a task has ended, part of which runs on threads of its own.</summary>
    private void Await(Task task, string what)
    {
        var waited = Stopwatch.StartNew();
        while (!task.Wait(TimeSpan.FromMilliseconds(1)))
        {
            Scheduler.RunAll();
            while (Catalog.SlowOnes > 0)
            {
                // The end of one may make room for another, which a stop has to wait for too.
                Catalog.EndSlowOne(0);
                Scheduler.RunAll();
            }

            if (waited.Elapsed > Patience)
            {
                throw new InvariantException($"{what} has no end");
            }
        }
    }

    private static string MakeFolder()
    {
        // What is on a real disk is lost only with the machine, which no test turns off; so the disk need not be waited for.
        var parent = Directory.Exists(MemoryFolder) ? MemoryFolder : Path.GetTempPath();
        return Directory.CreateDirectory(Path.Combine(parent, $"slipway-simulation-{Guid.NewGuid():N}")).FullName;
    }

    private void Observe()
    {
        try
        {
            Checker.Observe(Reading);
        }
        catch (Exception exception)
        {
            _failure ??= exception;
        }
    }

    private void CheckStart(TaskEntityOperation operation)
    {
        try
        {
            EntityChecker.CheckStart(
                Reading, operation.Context.Id.ToString(), operation.Name, operation.GetInput<Note>(), Clock.Latest);
        }
        catch (InvariantException exception)
        {
            _failure ??= exception;
        }
    }

    private void CheckStart(ActivityInvocation invocation, string version)
    {
        if (!Checker.MayHaveBeenScheduled(invocation.InstanceId, invocation.TaskId, version))
        {
            _failure ??= new InvariantException(
                $"activity #{invocation.TaskId} of {invocation.InstanceId} was started before it was on disk, or in version '{version}'");
        }
    }
}
