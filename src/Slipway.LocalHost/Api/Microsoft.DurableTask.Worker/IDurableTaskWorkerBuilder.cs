using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Microsoft.DurableTask.Worker;

/// <summary>Describes a worker among an app's services.</summary>
public interface IDurableTaskWorkerBuilder
{
    /// <summary>The worker's name; empty for the app's only one.</summary>
    string Name { get; }

    /// <summary>The app's services.</summary>
    IServiceCollection Services { get; }

    /// <summary>The worker's class, derived from <see cref="Hosting.DurableTaskWorker"/>; null until it is chosen.</summary>
    Type? BuildTarget { get; set; }

    /// <summary>Makes the worker.</summary>
    IHostedService Build(IServiceProvider serviceProvider);
}
