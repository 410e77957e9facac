using Microsoft.Extensions.Hosting;

namespace Slipway.LocalHost.Testing;

/// <summary>A host that ends when its fixture says so: it listens to no signal of the process, which belongs to the test runner.</summary>
internal sealed class FixtureLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
