using Microsoft.Data.Sqlite;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Slipway.LocalHost.Durable.Activities;
using Slipway.LocalHost.Durable.Client;
using Slipway.LocalHost.Durable.Entities;
using Slipway.LocalHost.Durable.Fork;
using Slipway.LocalHost.Durable.Replay;
using Slipway.LocalHost.Durable.Retention;
using Slipway.LocalHost.Durable.Rewind;
using Slipway.LocalHost.Durable.Timers;
using Slipway.LocalHost.Durable.Turns;
using Slipway.LocalHost.Durable.Waiting;
using Slipway.LocalHost.Storage;

namespace Slipway.LocalHost.Durable;

/// <summary>
/// A task hub in one process: orchestrations by event sourcing over one SQLite file. What is not committed has not happened; what is
/// committed survives any end of the process, and goes on by itself at the next start.
/// </summary>
internal sealed partial class DurableEngine : IAsyncDisposable
{
    private readonly DurableEngineOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly TaskHubLock _lock;
    private readonly GroupCommitWriter _writer;
    private readonly TaskHubReader _reader;
    private readonly ChangeNotifier _changes = new();
    private readonly OrchestrationDispatcher _orchestrations;
    private readonly ActivityDispatcher _activities;
    private readonly TimerService _timers;
    private readonly RetentionService _retention;
    private readonly ITimer _watch;
    private readonly EntityDispatcher _entities;
    private readonly Lock _stopLock = new();
    private bool _started;
    private bool _startCalled;
    private Task? _stop;

    private DurableEngine(
        DurableEngineOptions options,
        IDurableTaskCatalog catalog,
        DataConverter converter,
        TimeProvider time,
        ILoggerFactory loggers,
        TaskHubLock hubLock)
    {
        var database = TaskHubDatabase.Open(
            Path.Combine(options.DirectoryPath, "taskhub.db"), options.FlushToDisk, options.StoreProbe);
        var payloads = new PayloadLimit(converter, options.MaxPayloadBytes);
        _options = options;
        _time = time;
        _logger = loggers.CreateLogger<DurableEngine>();
        _lock = hubLock;
        _writer = new GroupCommitWriter(
            database,
            options.HubName,
            time,
            loggers.CreateLogger<GroupCommitWriter>(),
            Publish,
            options.Scheduler,
            options.CheckpointPages)
        {
            Work = options.Work,
        };
        _reader = new TaskHubReader(database, options.HubName);
        var keys = new InstanceKeys(_writer.LastKey, _writer.LastCreation);
        var limits = new HistoryLimit(options, loggers.CreateLogger<HistoryLimit>());
        _orchestrations = new OrchestrationDispatcher(
            options,
            new TurnRunner(catalog, _reader, payloads, limits, time, loggers)
            {
                ComparesInputs = options.CompareInputs,
                MaxCalls = options.MaxOrchestrationActions,
            },
            limits,
            _writer,
            keys,
            time,
            loggers.CreateLogger<OrchestrationDispatcher>());
        _activities = new ActivityDispatcher(
            options, catalog, payloads, _orchestrations, time, loggers.CreateLogger<ActivityDispatcher>());
        _timers = new TimerService(_reader, _orchestrations, time, options.Scheduler) { Work = options.Work };
        Administration = new InstanceAdministration(_writer, _reader, _orchestrations, options.Scheduler, keys, time);
        _retention = new RetentionService(options.Retention, Administration, time, loggers.CreateLogger<RetentionService>());
        _entities = new EntityDispatcher(
            options,
            new EntityBatchRunner(
                catalog as IEntityCatalog, options, payloads, keys, time, loggers.CreateLogger<EntityBatchRunner>()),
            _writer,
            _reader,
            time,
            loggers.CreateLogger<EntityDispatcher>());
        _watch = TimeProvider.System.CreateTimer(
            _ => Watch(), state: null, WatchInterval(options), WatchInterval(options));
        Client = NewClient(keys, payloads, new HistoryReplayer(catalog, payloads, options));
    }

    /// <summary>The task hub's client; its name is the hub's.</summary>
    public DurableTaskClient Client { get; }

    internal InstanceAdministration Administration { get; }

    internal GroupCommitWriter Writer => _writer;

    internal TaskHubReader Reader => _reader;

    internal OrchestrationDispatcher Orchestrations => _orchestrations;

    internal ActivityDispatcher Activities => _activities;

    /// <summary>Opens the store, and takes calls from then on; nothing is executed before <see cref="StartAsync"/>.</summary>
    /// <exception cref="ArgumentException">An option is missing or outside its range.</exception>
    /// <exception cref="TaskHubLockedException">Another process has the task hub.</exception>
    /// <exception cref="TaskHubCorruptException">The database file is damaged, or is no task hub's.</exception>
    /// <exception cref="TaskHubStorageException">The folder or the file cannot be written.</exception>
    public static Task<DurableEngine> OpenAsync(
        DurableEngineOptions options,
        IDurableTaskCatalog catalog,
        DataConverter converter,
        TimeProvider time,
        ILoggerFactory loggers,
        CancellationToken cancellationToken)
    {
        options.Validate();
        return Task.Run(() => Open(options, catalog, converter, time, loggers), cancellationToken);
    }

    /// <summary>Begins to execute: what was pending when the last process ended, and what has come since.</summary>
    /// <exception cref="InvalidOperationException">It has been started before.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _startCalled, true))
        {
            throw new InvalidOperationException($"Task hub '{_options.HubName}' has been started before. Open it again to start it anew.");
        }

        var recovery = new RecoverOperation(_time, recovered =>
        {
            _started = true;
            LogRecovered(_options.HubName, recovered.Messages.Count, recovered.Tasks.Count);
            recovered.Messages.ForEach(delivery => _orchestrations.Deliver(delivery.InstanceKey, delivery.Message));
            recovered.Tasks.ForEach(_activities.Deliver);
            _timers.Add(recovered.Timers);
            recovered.Entities.ForEach(_entities.Deliver);
            _orchestrations.Open();
        });
        _writer.Submit(recovery);
        await recovery.Completion.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Ends the turns that run and cancels the activities that run, then closes the store. What was cancelled runs again at the next start.
    /// Waits at most <see cref="DurableEngineOptions.StopTimeout"/>, or until the token is cancelled, for them. May be called again.
    /// </summary>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        lock (_stopLock)
        {
            return _stop ??= CloseAsync(drain: true, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await StopAsync(CancellationToken.None).ConfigureAwait(false);

    /// <summary>Stops as a crash would, for tests: what is not committed is gone, and nothing is told to stop.</summary>
    internal Task AbortAsync()
    {
        lock (_stopLock)
        {
            return _stop ??= CloseAsync(drain: false, CancellationToken.None);
        }
    }

    private void Watch()
    {
        _orchestrations.Watch();
        _entities.Watch();
    }

    private static TimeSpan WatchInterval(DurableEngineOptions options) => options.LongRunning / 10;

    private static DurableEngine Open(
        DurableEngineOptions options, IDurableTaskCatalog catalog, DataConverter converter, TimeProvider time, ILoggerFactory loggers)
    {
        TaskHubLock hubLock;
        try
        {
            Directory.CreateDirectory(options.DirectoryPath);
            hubLock = TaskHubLock.Acquire(options.DirectoryPath);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new TaskHubStorageException(options.DirectoryPath, exception);
        }

        try
        {
            return new DurableEngine(options, catalog, converter, time, loggers, hubLock);
        }
        catch (SqliteException exception)
        {
            hubLock.Dispose();
            throw TaskHubDatabase.IsCorruption(exception)
                ? new TaskHubCorruptException(options.DirectoryPath, $"SQLite says: {exception.Message}", exception)
                : new TaskHubStorageException(options.DirectoryPath, exception);
        }
        catch
        {
            hubLock.Dispose();
            throw;
        }
    }

    private LocalDurableTaskClient NewClient(InstanceKeys keys, PayloadLimit payloads, HistoryReplayer replayer) => new(
        _options.HubName,
        Administration,
        new InstanceOperations(
            _reader,
            new InstanceRewinding(_writer, _reader, replayer, keys, _time),
            new StepRewinding(_writer, keys, _time),
            new InstanceForking(_writer, _reader, keys, payloads, _time),
            new WaitReporter(_reader, _orchestrations, _activities, _entities, replayer, _options),
            new StoreTrials(_writer)),
        _reader,
        _changes,
        payloads,
        new LocalEntityClient(_options.HubName, _writer, _reader, payloads, _time))
    {
        ReplacesActive = _options.ReplacesActiveInstances,
        RefusesLostEvents = _options.RefusesLostEvents,
    };

    /// <summary>Acts on what has been committed. Called on the writer's thread, in the order of the commits.</summary>
    private void Publish(CommitEffects effects)
    {
        if (_started)
        {
            foreach (var key in effects.Rewound)
            {
                _orchestrations.End(key);
                _activities.Cancel(key);
            }

            effects.Deliveries.ForEach(delivery => _orchestrations.Deliver(delivery.InstanceKey, delivery.Message));
            foreach (var key in effects.Ended)
            {
                _orchestrations.End(key);
            }

            effects.Tasks.ForEach(_activities.Deliver);
            effects.Terminated.ForEach(_activities.Cancel);
            _timers.Add(effects.Timers);
            effects.Entities.ForEach(_entities.Deliver);
        }

        effects.Changed.ForEach(_changes.Changed);
    }

    private async Task CloseAsync(bool drain, CancellationToken cancellationToken)
    {
        _timers.Dispose();
        _retention.Dispose();
        await _watch.DisposeAsync().ConfigureAwait(false);
        _activities.Dispose();
        if (drain)
        {
            await DrainAsync(cancellationToken).ConfigureAwait(false);
        }
        else
        {
            _activities.Abandon();
            _entities.Close();
            _orchestrations.Close(new TaskHubClosedException(_options.HubName));
        }

        await (drain ? _writer.CloseAsync() : _writer.AbortAsync()).ConfigureAwait(false);
        _orchestrations.Close(new TaskHubClosedException(_options.HubName));
        _entities.Dispose();
        _changes.Close(new TaskHubClosedException(_options.HubName));
        _reader.Dispose();
        _lock.Dispose();
    }

    private async Task DrainAsync(CancellationToken cancellationToken)
    {
        try
        {
            // Activities first: the turns that take their results make them last.
            await StopExecutingAsync().WaitAsync(_options.StopTimeout, _time, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            LogLeftBehind(_options.HubName);
        }
    }

    private async Task StopExecutingAsync()
    {
        await _activities.StopAsync().ConfigureAwait(false);
        await _orchestrations.StopAsync().ConfigureAwait(false);
        await _entities.StopAsync().ConfigureAwait(false);
    }
}
