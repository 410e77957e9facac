using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Slipway.LocalHost.Hosting.Tasks;

/// <summary>What a worker and the clients of its name share: the hub, as long as the worker runs.</summary>
internal sealed class TaskHubHandle(string name)
{
    private volatile ITaskHub? _hub;

    /// <summary>The hub's client.</summary>
    /// <exception cref="InvalidOperationException">The worker does not run.</exception>
    public DurableTaskClient Client => _hub?.Client ?? throw new InvalidOperationException(
        $"The task hub of worker '{name}' is not open: it opens when the host starts, if the worker uses it (UseTaskHub), and closes when "
        + "the host stops.");

    /// <summary>Makes the handle of a name a service.</summary>
    public static void Add(IServiceCollection services, string name)
        => services.TryAddKeyedSingleton(name, (_, _) => new TaskHubHandle(name));

    public void Open(ITaskHub hub) => _hub = hub;

    public void Close() => _hub = null;
}
