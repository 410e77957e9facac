using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace Slipway.LocalHost.Testing;

/// <summary>Puts a task hub for tests into a host that a test starts anyway, such as that of a web application.</summary>
public static class DurableTaskTestExtensions
{
    /// <summary>
    /// Adds a worker with the tasks and the service <see cref="DurableTaskClient"/>, on a task hub in a temporary folder that is deleted
    /// when the host has stopped. The tasks get the host's own services. Each turn is replayed, so code that does not do the same again
    /// is found.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configureTasks">Adds the tasks.</param>
    public static IServiceCollection AddInMemoryDurableTask(
        this IServiceCollection services, Action<DurableTaskRegistry> configureTasks)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configureTasks);
        services.AddDurableTaskWorker(worker => worker.UseTaskHub(hub => hub.ReplayEveryTurn = true).AddTasks(configureTasks));
        services.AddDurableTaskClient(client => client.UseTaskHub());
        return services;
    }
}
