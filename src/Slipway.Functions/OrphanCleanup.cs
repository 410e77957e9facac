using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Slipway.Core.Ports;

namespace Slipway.Functions;

/// <summary>At start, ends the agents and gates that a host which died left running: their activities run again.</summary>
internal sealed partial class OrphanCleanup(IProcessSupervisor processes, ILogger<OrphanCleanup> logger) : IHostedLifecycleService
{
    /// <summary>Before any other service starts, so that no activity's process can be mistaken for an orphan.</summary>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        var ended = await processes.StopOrphansAsync(cancellationToken);
        if (ended > 0)
        {
            LogOrphansEnded(logger, ended);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(LogLevel.Warning, "Ended {Count} processes that an earlier host had left running.")]
    private static partial void LogOrphansEnded(ILogger logger, int count);
}
