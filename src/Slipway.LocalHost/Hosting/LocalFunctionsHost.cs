using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.DurableTask.Converters;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Slipway.LocalHost.Durable;
using Slipway.LocalHost.Hosting.Tasks;
using Slipway.LocalHost.Http;
using Slipway.LocalHost.SignalR;

namespace Slipway.LocalHost.Hosting;

/// <summary>
/// The running function app. It starts in this order: the task hub (whose lock keeps a second process out), the keys, the port, then the
/// work that was pending; it stops in the reverse order.
/// </summary>
internal sealed class LocalFunctionsHost : IHost, IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TaskHubSettings _settings;
    private readonly IDurableTaskCatalog _catalog;
    private readonly TaskHubOpener _open;
    private readonly HostState _state;
    private readonly ILogger _logger;
    private readonly int _functionCount;
    private readonly string? _defaultVersion;
    private ITaskHub? _hub;

    public LocalFunctionsHost(
        WebApplication app,
        TaskHubSettings settings,
        IDurableTaskCatalog catalog,
        TaskHubOpener open,
        int functionCount,
        string? defaultVersion = null)
    {
        _defaultVersion = defaultVersion;
        _app = app;
        _settings = settings;
        _catalog = catalog;
        _open = open;
        _functionCount = functionCount;
        _state = app.Services.GetRequiredService<HostState>();
        _logger = app.Services.GetRequiredService<ILogger<LocalFunctionsHost>>();
    }

    public IServiceProvider Services => _app.Services;

    /// <summary>Where it listens, once it has started.</summary>
    public string Url => _state.Url;

    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            if (ReplayMode.From(Services.GetRequiredService<IConfiguration>()) is { } replay)
            {
                Replay(replay);
                return;
            }

            await StartAllAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            HostLog.CannotStart(_logger, exception.Message);
            await CloseHubAsync(CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        if (_hub is not null)
        {
            EndpointFile.Delete(_settings.DirectoryPath);
        }

        try
        {
            await _app.StopAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await CloseHubAsync(cancellationToken).ConfigureAwait(false);
        }

        HostLog.Stopped(_logger);
    }

    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    public async ValueTask DisposeAsync()
    {
        await CloseHubAsync(CancellationToken.None).ConfigureAwait(false);
        await _app.DisposeAsync().ConfigureAwait(false);
    }

    private async Task StartAllAsync(CancellationToken cancellationToken)
    {
        CreateFolder();
        var json = Services.GetRequiredService<IOptions<JsonSerializerOptions>>().Value;
        _hub = await _open(_settings, _catalog, new JsonDataConverter(json), Services, cancellationToken).ConfigureAwait(false);
        var client = _hub.Client;
        _state.Client = _defaultVersion is { Length: > 0 } version ? new TaskHubClient(client.Name, () => client, version) : client;
        _state.Keys = HostKeys.LoadOrCreate(_settings.DirectoryPath);
        _state.Tokens = new ClientTokens(_state.Keys.System, Services.GetRequiredService<TimeProvider>());

        await _app.StartAsync(cancellationToken).ConfigureAwait(false);
        var addresses = Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        _state.Url = ListenUrls.Reachable(addresses.First());
        ManagementUrls.Register(_state.Client, new ManagementUrls(_state.Url, _state.Keys.System));

        LeaveRoomForBlockedThreads();
        await _hub.StartAsync(cancellationToken).ConfigureAwait(false);
        EndpointFile.Write(_settings.DirectoryPath, _state.Url);
        _state.SetReady();
        HostLog.Listening(_logger, _state.Url, _functionCount, _settings.HubName, _settings.DirectoryPath);
        HostLog.Keys(_logger, Path.Combine(_settings.DirectoryPath, HostKeys.FileName));
    }

    /// <summary>Replays instead of running; a difference is the process's exit code.</summary>
    private void Replay(ReplayMode mode)
    {
        var json = Services.GetRequiredService<IOptions<JsonSerializerOptions>>().Value;
        var result = mode.Run(_catalog, new JsonDataConverter(json));
        if (result.Fits)
        {
            HostLog.ReplayFits(_logger, result.Orchestrator, result.InstanceId, result.Replayed);
        }
        else
        {
            HostLog.ReplayDiffers(_logger, result.Orchestrator, result.InstanceId, result.Difference!);
            Environment.ExitCode = 1;
        }

        Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
    }

    private void CreateFolder()
    {
        try
        {
            HostFiles.CreateFolder(_settings.DirectoryPath);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new LocalHostException(
                $"The task hub's folder '{_settings.DirectoryPath}' cannot be made: {exception.Message} "
                + $"Set {HostSettings.Section}:DataDirectory to a folder that this user may write.",
                exception);
        }
    }

    private async Task CloseHubAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _hub, null) is { } hub)
        {
            await hub.StopAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>App code that blocks its thread must not leave the engine without one: the pool would add threads too slowly.</summary>
    private static void LeaveRoomForBlockedThreads()
    {
        ThreadPool.GetMinThreads(out var workers, out var completionPorts);
        ThreadPool.SetMinThreads(Math.Max(workers, 30 * Environment.ProcessorCount), completionPorts);
    }
}
