using Microsoft.DurableTask.Worker.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Microsoft.DurableTask.Worker;

/// <summary>Makes the worker of its build target from the services.</summary>
public class DefaultDurableTaskWorkerBuilder : IDurableTaskWorkerBuilder
{
    private Type? _buildTarget;

    /// <summary>A builder of a worker of a name; null means the one without a name.</summary>
    public DefaultDurableTaskWorkerBuilder(string? name, IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        Name = name ?? Options.DefaultName;
        Services = services;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public IServiceCollection Services { get; }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The class is no <see cref="DurableTaskWorker"/> that can be made.</exception>
    public Type? BuildTarget
    {
        get => _buildTarget;
        set
        {
            if (value is not null && (value.IsAbstract || !typeof(DurableTaskWorker).IsAssignableFrom(value)))
            {
                throw new ArgumentException($"{value} must be a concrete {nameof(DurableTaskWorker)}.", nameof(value));
            }

            _buildTarget = value;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">No build target is set.</exception>
    public IHostedService Build(IServiceProvider serviceProvider)
    {
        if (BuildTarget is not { } target)
        {
            throw new InvalidOperationException(
                $"The durable worker '{Name}' has no build target. Choose where its work comes from, with UseTaskHub for an embedded "
                + "task hub.");
        }

        var registry = serviceProvider.GetRequiredService<IOptionsMonitor<DurableTaskRegistry>>().Get(Name);
        return (IHostedService)ActivatorUtilities.CreateInstance(serviceProvider, target, Name, registry.BuildFactory());
    }
}
