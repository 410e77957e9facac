using Microsoft.DurableTask.Worker;
using Microsoft.DurableTask.Worker.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Slipway.LocalHost.Hosting.Tasks;

/// <summary>A worker whose work is on an embedded task hub. It opens the hub when it starts, and closes it when it stops.</summary>
internal sealed class TaskHubWorker : DurableTaskWorker
{
    private readonly DurableTaskFactory _factory;
    private readonly IServiceProvider _services;
    private readonly TaskHubHandle _handle;
    private readonly DurableTaskWorkerOptions _options;
    private readonly LocalTaskHubOptions _hubOptions;
    private ITaskHub? _hub;
    private string? _temporary;

    public TaskHubWorker(
        string name,
        DurableTaskFactory factory,
        IServiceProvider services,
        IOptionsMonitor<DurableTaskWorkerOptions> options,
        IOptionsMonitor<LocalTaskHubOptions> hubOptions)
        : base(name, factory)
    {
        _factory = factory;
        _services = services;
        _handle = services.GetRequiredKeyedService<TaskHubHandle>(name);
        _options = options.Get(name);
        _hubOptions = hubOptions.Get(name);
    }

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        var directory = _hubOptions.DirectoryPath ?? (_temporary = Directory.CreateTempSubdirectory("taskhub-").FullName);
        var catalog = new RegistryCatalog(_factory, _services, _options.DataConverter, Gate());
        var settings = new TaskHubSettings(
            directory,
            _hubOptions.HubName,
            _options.Concurrency.MaximumConcurrentActivityWorkItems,
            _options.Concurrency.MaximumConcurrentOrchestrationWorkItems,
            _hubOptions.ReplayEveryTurn ? 0 : null)
        {
            MaxConcurrentEntities = _options.Concurrency.MaximumConcurrentEntityWorkItems,
        };
        var open = _services.GetService<TaskHubOpener>() ?? EngineTaskHub.OpenAsync;
        _hub = await open(settings, catalog, _options.DataConverter, _services, cancellationToken).ConfigureAwait(false);
        _handle.Open(_hub);
        await _hub.StartAsync(cancellationToken).ConfigureAwait(false);
        await base.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _handle.Close();
        if (Interlocked.Exchange(ref _hub, null) is { } hub)
        {
            await hub.StopAsync(cancellationToken).ConfigureAwait(false);
        }

        if (Interlocked.Exchange(ref _temporary, null) is { } directory)
        {
            Directory.Delete(directory, recursive: true);
        }

        await base.StopAsync(cancellationToken).ConfigureAwait(false);
    }

    // The hub has threads of its own.
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.CompletedTask;

#pragma warning disable CS0618 // The filter is experimental in the package, and marked so by [Obsolete].
    private OrchestrationGate Gate()
        => new(new VersionRules(_options.Versioning), _options.OrchestrationFilter ?? _services.GetService<IOrchestrationFilter>());
#pragma warning restore CS0618
}
