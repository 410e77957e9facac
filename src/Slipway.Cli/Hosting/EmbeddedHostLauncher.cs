namespace Slipway.Cli.Hosting;

/// <summary>Starts the function app on the embedded host.</summary>
internal sealed class EmbeddedHostLauncher : IHostLauncher
{
    /// <inheritdoc/>
    public Task<IRunningHost> StartAsync(HostStart start, CancellationToken cancellationToken) =>
        throw CliException.HostUnavailable("this build has no embedded host; start one and say where it is with --url");
}
