using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Slipway.LocalHost.Durable;
using Slipway.LocalHost.Hosting;

namespace Slipway.LocalHost.Testing;

/// <summary>The host of a fixture, which stops, crashes and starts again on the same data. Its clock, stubs and client stay.</summary>
internal sealed class FixtureHost : IAsyncDisposable
{
    private readonly LocalHostFixtureOptions _options;
    private readonly Func<FixtureHost, IHost> _build;
    private readonly SemaphoreSlim _gate = new(1);
    private readonly Lock _lock = new();
    private readonly HashSet<int> _crashes = [];
    private readonly bool _ownsDirectory;
    private IHost? _host;
    private FixtureRun? _run;
    private Task _recovery = Task.CompletedTask;
    private int _commits;
    private int _crashed;

    /// <param name="options">How the fixture runs.</param>
    /// <param name="build">Makes a host, whose task hub this one opens.</param>
    public FixtureHost(LocalHostFixtureOptions options, Func<FixtureHost, IHost> build)
    {
        _options = options;
        _build = build;
        _ownsDirectory = options.DirectoryPath is null;
        DirectoryPath = options.DirectoryPath ?? Directory.CreateTempSubdirectory("taskhub-").FullName;
        Time = options.TimeProvider ?? new VirtualClock(options.StartTime);
        Driver = new TimeDriver(this, options.TimeProvider is null ? options.Time : TimeMode.Manual);
        Client = new FixtureClient(this);
    }

    public string DirectoryPath { get; }

    public TimeProvider Time { get; }

    public ActivityStubs Stubs { get; } = new();

    public EventWaits Waits { get; } = new();

    public TimeDriver Driver { get; }

    public FixtureClient Client { get; }

    public int Commits => Volatile.Read(ref _commits);

    public int Crashes => Volatile.Read(ref _crashed);

    public IHost Host => _host ?? throw Stopped();

    /// <summary>The engine that runs.</summary>
    /// <exception cref="InvalidOperationException">The fixture has stopped.</exception>
    public FixtureRun Current
    {
        get
        {
            lock (_lock)
            {
                return _run ?? throw Stopped();
            }
        }
    }

    /// <summary>Opens the task hub for a host.</summary>
    public async Task<ITaskHub> OpenAsync(
        TaskHubSettings settings,
        IDurableTaskCatalog catalog,
        DataConverter converter,
        IServiceProvider services,
        CancellationToken cancellationToken)
    {
        var work = new WorkCounter();
        var options = EngineTaskHub.Options(settings);
        options = options with
        {
            FlushToDisk = false,
            Work = work,
            Retention = new Dictionary<OrchestrationRuntimeStatus, TimeSpan>(),
            MaxWarmOrchestrations = _options.ReplayEveryTurn ? 0 : options.MaxWarmOrchestrations,
        };
        var observed = new FixtureCatalog(catalog, Stubs, Waits, converter);
        var engine = await DurableEngine.OpenAsync(
            options,
            observed,
            converter,
            Time is VirtualClock clock ? clock.ForEngine : Time,
            services.GetRequiredService<ILoggerFactory>(),
            cancellationToken).ConfigureAwait(false);
        var run = new FixtureRun(engine, work, observed);
        engine.Writer.GroupCommitted = () => Committed(run);
        lock (_lock)
        {
            _run = run;
        }

        return new FixtureHub(run, Client);
    }

    /// <summary>Starts a host on the data that is there.</summary>
    public Task StartAsync(CancellationToken cancellationToken) => GuardAsync(() => OpenHostAsync(cancellationToken), cancellationToken);

    /// <summary>Stops the host in good order.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => GuardAsync(() => CloseHostAsync(cancellationToken), cancellationToken);

    /// <summary>Ends the engine as a crash would, then what is left of the host.</summary>
    public Task KillAsync() => GuardAsync(
        async () =>
        {
            if (_run is { } run)
            {
                run.End();
                await run.Engine.AbortAsync().ConfigureAwait(false);
            }

            await CloseHostAsync(CancellationToken.None).ConfigureAwait(false);
        },
        CancellationToken.None);

    /// <summary>The engine that runs; after a crash, once it runs again.</summary>
    /// <exception cref="InvalidOperationException">The fixture has stopped.</exception>
    public async Task<FixtureRun> RunningAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task recovery;
            FixtureRun? run;
            lock (_lock)
            {
                // Both at one moment: a run that a crash ends in between has a recovery to wait for, and has not stopped.
                (recovery, run) = (_recovery, _run is { HasEnded: false } running ? running : null);
            }

            if (recovery.IsCompletedSuccessfully)
            {
                return run ?? throw Stopped();
            }

            await recovery.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Crashes at a commit, counted from the next one, and starts again.</summary>
    public void CrashAt(int commit)
    {
        lock (_lock)
        {
            _crashes.Add(_commits + commit);
        }
    }

    public async ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            _crashes.Clear();
        }

        // Not even a recovery that failed keeps the rest from going.
        await _recovery.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await KillAsync().ConfigureAwait(false);
        if (_ownsDirectory)
        {
            await DeleteDirectoryAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Deletes the data. A turn that an abort left behind may read the store, and so open its files, for another moment.</summary>
    private async Task DeleteDirectoryAsync()
    {
        using var patience = new CancellationTokenSource(_options.Patience);
        while (Directory.Exists(DirectoryPath))
        {
            try
            {
                Directory.Delete(DirectoryPath, recursive: true);
            }
            catch (IOException) when (!patience.IsCancellationRequested)
            {
                await Task.Yield();
            }
        }
    }

    private static InvalidOperationException Stopped() =>
        new($"The fixture has stopped. Start it again with {nameof(LocalHostFixture.StartAgainAsync)}.");

    /// <summary>Counts a commit. Within the write, so that the crash comes before anything else is written.</summary>
    private void Committed(FixtureRun run)
    {
        lock (_lock)
        {
            _commits++;
            if (run.HasEnded || !_crashes.Remove(_commits))
            {
                return;
            }

            _crashed++;
            var abort = run.Engine.AbortAsync();
            run.End();
            _recovery = Task.Run(() => RecoverAsync(abort));
        }
    }

    private async Task RecoverAsync(Task abort)
    {
        await abort.ConfigureAwait(false);
        await GuardAsync(
            async () =>
            {
                await CloseHostAsync(CancellationToken.None).ConfigureAwait(false);
                await OpenHostAsync(CancellationToken.None).ConfigureAwait(false);
            },
            CancellationToken.None).ConfigureAwait(false);
    }

    private async Task GuardAsync(Func<Task> change, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await change().ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task OpenHostAsync(CancellationToken cancellationToken)
    {
        if (_host is not null)
        {
            throw new InvalidOperationException($"The fixture runs. Stop it with {nameof(LocalHostFixture.StopAsync)} first.");
        }

        var host = _build(this);
        try
        {
            await host.StartAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await DisposeAsync(host).ConfigureAwait(false);
            throw;
        }

        _host = host;
    }

    private async Task CloseHostAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _host, null) is not { } host)
        {
            return;
        }

        try
        {
            await host.StopAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await DisposeAsync(host).ConfigureAwait(false);
        }
    }

    private static async ValueTask DisposeAsync(IHost host)
    {
        if (host is IAsyncDisposable disposable)
        {
            await disposable.DisposeAsync().ConfigureAwait(false);
        }
        else
        {
            host.Dispose();
        }
    }
}
