using Slipway.Cli.Connection;

namespace Slipway.Cli.Hosting;

/// <summary>The host a run talks to: one that runs already, or one started for it and stopped with it.</summary>
internal sealed class HostSession : IAsyncDisposable
{
    private readonly CliEnvironment? _environment;
    private readonly DataDirectory? _directory;
    private readonly string? _key;
    private IRunningHost? _started;

    private HostSession(SlipwayClient client)
    {
        Client = client;
    }

    private HostSession(
        CliEnvironment environment, DataDirectory directory, string? key, (SlipwayClient Client, IRunningHost? Started) host)
        : this(host.Client)
    {
        (_environment, _directory, _key, _started) = (environment, directory, key, host.Started);
    }

    /// <summary>A client of the host.</summary>
    public SlipwayClient Client { get; private set; }

    /// <summary>Whether the host lives in this process and ends with it.</summary>
    public bool IsOwn => _started is not null;

    /// <summary>Takes the running host of a data directory if it answers, else starts one there.</summary>
    /// <param name="environment">Where the launcher comes from.</param>
    /// <param name="directory">The host's data.</param>
    /// <param name="key">A key the user stated; null to take the directory's.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<HostSession> OpenAsync(
        CliEnvironment environment, DataDirectory directory, string? key, CancellationToken cancellationToken) =>
        new(environment, directory, key, await FindOrStartAsync(environment, directory, key, cancellationToken));

    /// <summary>Uses a host that the user named; none is started.</summary>
    public static HostSession Use(HostAddress address) => new(address.CreateClient());

    /// <summary>
    /// Finds another host for the data directory when the one that was found there is gone (it belonged to another run, which has ended):
    /// one that has taken its place, or one started here.
    /// </summary>
    /// <returns>A client of it; null when there is none yet, or the host is not this session's to replace.</returns>
    public async Task<SlipwayClient?> TakeOverAsync(CancellationToken cancellationToken)
    {
        if (_environment is null || _directory is null || _started is not null)
        {
            return null;
        }

        try
        {
            var (client, started) = await FindOrStartAsync(_environment, _directory, _key, cancellationToken);
            Client.Dispose();
            (Client, _started) = (client, started);
            return client;
        }
        catch (CliException unavailable) when (unavailable.ExitCode == ExitCode.HostUnavailable)
        {
            // Another run is taking it over at this moment; the next look finds its host.
            return null;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (_started is not null)
        {
            await _started.DisposeAsync();
        }
    }

    private static async Task<(SlipwayClient Client, IRunningHost? Started)> FindOrStartAsync(
        CliEnvironment environment, DataDirectory directory, string? key, CancellationToken cancellationToken)
    {
        if (directory.ReadUrl() is { } url)
        {
            var client = new HostAddress(url, key ?? directory.ReadFunctionKey(), environment.Token).CreateClient();
            if (await client.IsHealthyAsync(cancellationToken))
            {
                return (client, null);
            }

            client.Dispose();
        }

        var start = new HostStart(directory, HostStart.DefaultPort, PortFallback: true, Quiet: true);
        var host = await environment.Launcher.StartAsync(start, cancellationToken);
        return (new HostAddress(host.Url, key ?? directory.ReadFunctionKey(), environment.Token).CreateClient(), host);
    }
}
