namespace Slipway.Cli.Hosting;

/// <summary>Starts hosts in this process.</summary>
internal interface IHostLauncher
{
    /// <summary>Starts one; when it returns, the host answers.</summary>
    /// <exception cref="CliException">The port is taken, another process has the data directory, the disk is full.</exception>
    Task<IRunningHost> StartAsync(HostStart start, CancellationToken cancellationToken);
}
