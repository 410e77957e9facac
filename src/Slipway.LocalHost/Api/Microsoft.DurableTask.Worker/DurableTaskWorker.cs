using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Microsoft.DurableTask.Worker.Hosting;

/// <summary>The base of workers: services of a host that run orchestrations and activities.</summary>
public abstract class DurableTaskWorker : BackgroundService
{
    /// <summary>A worker of a name; null means the one without a name.</summary>
    protected DurableTaskWorker(string? name, IDurableTaskFactory factory)
    {
        ArgumentNullException.ThrowIfNull(factory);
        Name = name ?? Options.DefaultName;
        Factory = factory;
    }

    /// <summary>The worker's name.</summary>
    protected virtual string Name { get; }

    /// <summary>Makes what it runs.</summary>
    protected virtual IDurableTaskFactory Factory { get; }

    /// <summary>Says what of an exception goes into its failure; null means type and message only.</summary>
    protected IExceptionPropertiesProvider? ExceptionPropertiesProvider { get; set; }
}
