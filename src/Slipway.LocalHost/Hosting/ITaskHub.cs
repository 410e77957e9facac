using Microsoft.DurableTask.Client;

namespace Slipway.LocalHost.Hosting;

/// <summary>The durable engine as the host sees it: opened, then started, then stopped.</summary>
internal interface ITaskHub
{
    /// <summary>Works from the moment the hub is open.</summary>
    DurableTaskClient Client { get; }

    /// <summary>Begins to execute work, what was pending first.</summary>
    Task StartAsync(CancellationToken cancellationToken);

    /// <summary>Drains and closes. May be called more than once.</summary>
    Task StopAsync(CancellationToken cancellationToken);
}
