using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Worker;
using Microsoft.Extensions.DependencyInjection;
using Slipway.LocalHost.Hosting.Tasks;

namespace Slipway.LocalHost;

/// <summary>Lets the workers and clients of any .NET host use an embedded task hub in place of a remote one.</summary>
/// <remarks>
/// A worker owns its hub: it opens it when the host starts and closes it when the host stops. A client uses the hub of the worker that has
/// its name, in the same host, while the host runs.
/// </remarks>
public static class TaskHubBuilderExtensions
{
    /// <summary>Makes the worker run what is on an embedded task hub.</summary>
    /// <param name="builder">The worker.</param>
    /// <param name="configure">Changes where the hub lives; unset means a temporary folder.</param>
    public static IDurableTaskWorkerBuilder UseTaskHub(
        this IDurableTaskWorkerBuilder builder, Action<LocalTaskHubOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddOptions<LocalTaskHubOptions>(builder.Name).Configure(options => configure?.Invoke(options));
        TaskHubHandle.Add(builder.Services, builder.Name);
        return builder.UseBuildTarget(typeof(TaskHubWorker));
    }

    /// <summary>Makes the client use the embedded task hub of the worker that has its name.</summary>
    public static IDurableTaskClientBuilder UseTaskHub(this IDurableTaskClientBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        TaskHubHandle.Add(builder.Services, builder.Name);
        return builder.UseBuildTarget(typeof(TaskHubClient));
    }
}
