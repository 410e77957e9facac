using Microsoft.DurableTask.Client;
using Slipway.LocalHost.Hosting;

namespace Slipway.LocalHost.Testing;

/// <summary>An engine of a fixture as its host sees it.</summary>
internal sealed class FixtureHub(FixtureRun run, DurableTaskClient client) : ITaskHub
{
    public DurableTaskClient Client => client;

    public Task StartAsync(CancellationToken cancellationToken) => run.Engine.StartAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken)
    {
        run.End();
        return run.Engine.StopAsync(cancellationToken);
    }
}
