using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Microsoft.DurableTask.Worker;

/// <summary>Adds workers to an app's services.</summary>
public static class ServiceCollectionExtensions
{
    /// <summary>The builder of the worker of a name (unset: of the one without a name); the same one each time.</summary>
    public static IDurableTaskWorkerBuilder AddDurableTaskWorker(this IServiceCollection services, string? name = null)
        => GetOrAdd(services, name ?? Options.DefaultName);

    /// <summary>Adds the worker without a name. It runs with the host.</summary>
    public static IServiceCollection AddDurableTaskWorker(
        this IServiceCollection services, Action<IDurableTaskWorkerBuilder> configure)
        => services.AddDurableTaskWorker(Options.DefaultName, configure);

    /// <summary>Adds a worker of a name. It runs with the host.</summary>
    public static IServiceCollection AddDurableTaskWorker(
        this IServiceCollection services, string name, Action<IDurableTaskWorkerBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(configure);
        configure(GetOrAdd(services, name));
        return services;
    }

    private static IDurableTaskWorkerBuilder GetOrAdd(IServiceCollection services, string name)
    {
        ArgumentNullException.ThrowIfNull(services);
        var known = services.Select(service => service.ImplementationInstance).OfType<Registration>()
            .FirstOrDefault(registration => registration.Builder.Name == name);
        if (known is not null)
        {
            return known.Builder;
        }

        var builder = new DefaultDurableTaskWorkerBuilder(name, services);
        services.AddSingleton(new Registration(builder));
        services.AddOptions<DurableTaskWorkerOptions>(name).Configure<IServiceProvider>((options, provider) =>
        {
            if (!options.DataConverterExplicitlySet && provider.GetService<DataConverter>() is { } converter)
            {
                options.DataConverter = converter;
            }
        });
        services.AddSingleton(builder.Build);
        return builder;
    }

    // The services themselves remember their builders: there is no other place that lives as long.
    private sealed record Registration(DefaultDurableTaskWorkerBuilder Builder);
}
