using Slipway.Cli.Connection;

namespace Slipway.Cli.Hosting;

/// <summary>The host a run talks to: one that runs already, or one started for it and stopped with it.</summary>
internal sealed class HostSession : IAsyncDisposable
{
    private readonly IRunningHost? _started;

    private HostSession(SlipwayClient client, IRunningHost? started)
    {
        Client = client;
        _started = started;
    }

    /// <summary>A client of the host.</summary>
    public SlipwayClient Client { get; }

    /// <summary>Whether the host lives in this process and ends with it.</summary>
    public bool IsOwn => _started is not null;

    /// <summary>Takes the running host of a data directory if it answers, else starts one there.</summary>
    /// <param name="environment">Where the launcher comes from.</param>
    /// <param name="directory">The host's data.</param>
    /// <param name="key">A key the user stated; null to take the directory's.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<HostSession> OpenAsync(
        CliEnvironment environment, DataDirectory directory, string? key, CancellationToken cancellationToken)
    {
        if (directory.ReadUrl() is { } url)
        {
            var client = new HostAddress(url, key ?? directory.ReadFunctionKey()).CreateClient();
            if (await client.IsHealthyAsync(cancellationToken))
            {
                return new HostSession(client, started: null);
            }

            client.Dispose();
        }

        var start = new HostStart(directory, HostStart.DefaultPort, PortFallback: true, Quiet: true);
        var host = await environment.Launcher.StartAsync(start, cancellationToken);
        return new HostSession(new HostAddress(host.Url, key ?? directory.ReadFunctionKey()).CreateClient(), host);
    }

    /// <summary>Uses a host that the user named; none is started.</summary>
    public static HostSession Use(HostAddress address) => new(address.CreateClient(), started: null);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (_started is not null)
        {
            await _started.DisposeAsync();
        }
    }
}
