using Microsoft.Extensions.Hosting;
using Slipway.Core.Ports;

namespace Slipway.Functions;

/// <summary>At start, ends the agents and gates that a host which died left running: their activities run again.</summary>
internal sealed class OrphanCleanup(IProcessSupervisor processes) : IHostedLifecycleService
{
    /// <summary>Before any other service starts, so that no activity's process can be mistaken for an orphan.</summary>
    public Task StartingAsync(CancellationToken cancellationToken) => processes.StopOrphansAsync(cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
