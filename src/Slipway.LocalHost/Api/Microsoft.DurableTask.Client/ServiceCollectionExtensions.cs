using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.DurableTask.Client;

/// <summary>Adds clients to an app's services.</summary>
public static class ServiceCollectionExtensions
{
    /// <summary>The builder of the client of a name (unset: of the one without a name); the same one each time.</summary>
    public static IDurableTaskClientBuilder AddDurableTaskClient(this IServiceCollection services, string? name = null)
        => GetOrAdd(services, name ?? Options.DefaultName);

    /// <summary>Adds the client without a name; it is the service <see cref="DurableTaskClient"/>.</summary>
    public static IServiceCollection AddDurableTaskClient(
        this IServiceCollection services, Action<IDurableTaskClientBuilder> configure)
        => services.AddDurableTaskClient(Options.DefaultName, configure);

    /// <summary>Adds a client of a name; <see cref="IDurableTaskClientProvider"/> finds it.</summary>
    public static IServiceCollection AddDurableTaskClient(
        this IServiceCollection services, string name, Action<IDurableTaskClientBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(configure);
        configure(GetOrAdd(services, name));
        return services;
    }

    private static IDurableTaskClientBuilder GetOrAdd(IServiceCollection services, string name)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton<IDurableTaskClientProvider, DefaultDurableTaskClientProvider>();
        var known = services.Select(service => service.ImplementationInstance).OfType<Registration>()
            .FirstOrDefault(registration => registration.Builder.Name == name);
        if (known is not null)
        {
            return known.Builder;
        }

        var builder = new DefaultDurableTaskClientBuilder(name, services);
        services.AddSingleton(new Registration(builder));
        services.AddOptions<DurableTaskClientOptions>(name).Configure<IServiceProvider>((options, provider) =>
        {
            if (!options.DataConverterExplicitlySet && provider.GetService<DataConverter>() is { } converter)
            {
                options.DataConverter = converter;
            }
        });
        services.AddSingleton(provider => new DefaultDurableTaskClientProvider.ClientContainer(builder.Build(provider)));
        return name == Options.DefaultName ? builder.RegisterDirectly() : builder;
    }

    // The services themselves remember their builders: there is no other place that lives as long.
    private sealed record Registration(DefaultDurableTaskClientBuilder Builder);
}
