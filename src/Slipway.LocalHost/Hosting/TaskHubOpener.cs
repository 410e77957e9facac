using Microsoft.DurableTask;
using Slipway.LocalHost.Durable;

namespace Slipway.LocalHost.Hosting;

/// <summary>Opens a task hub; throws with a message for users when it is locked or damaged.</summary>
internal delegate Task<ITaskHub> TaskHubOpener(
    TaskHubSettings settings,
    IDurableTaskCatalog catalog,
    DataConverter converter,
    IServiceProvider services,
    CancellationToken cancellationToken);
