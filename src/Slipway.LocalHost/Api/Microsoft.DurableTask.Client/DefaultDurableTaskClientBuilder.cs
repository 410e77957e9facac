using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Microsoft.DurableTask.Client;

/// <summary>Makes the client of its build target from the services.</summary>
public class DefaultDurableTaskClientBuilder : IDurableTaskClientBuilder
{
    private Type? _buildTarget;

    /// <summary>A builder of a client of a name; null means the one without a name.</summary>
    public DefaultDurableTaskClientBuilder(string? name, IServiceCollection services)
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
    /// <exception cref="ArgumentException">The class is no <see cref="DurableTaskClient"/> that can be made.</exception>
    public Type? BuildTarget
    {
        get => _buildTarget;
        set
        {
            if (value is not null && (value.IsAbstract || !typeof(DurableTaskClient).IsAssignableFrom(value)))
            {
                throw new ArgumentException($"{value} must be a concrete {nameof(DurableTaskClient)}.", nameof(value));
            }

            _buildTarget = value;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">No build target is set.</exception>
    public DurableTaskClient Build(IServiceProvider serviceProvider)
        => BuildTarget is { } target
            ? (DurableTaskClient)ActivatorUtilities.CreateInstance(serviceProvider, target, Name)
            : throw new InvalidOperationException(
                $"The durable client '{Name}' has no build target. Choose what it talks to, with UseTaskHub for an embedded task hub.");
}
