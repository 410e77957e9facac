using Microsoft.DurableTask;
using Slipway.LocalHost.Durable;

namespace Slipway.LocalHost.Hosting;

internal static class EngineTaskHub
{
    public static Task<ITaskHub> OpenAsync(
        TaskHubSettings settings, IDurableTaskCatalog catalog, DataConverter converter, IServiceProvider services, CancellationToken cancellationToken)
        => throw new LocalHostException("The engine is not merged.");
}
