using Microsoft.Azure.Functions.Worker.SignalRService;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Slipway.LocalHost.SignalR;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds hubs that the app sends to by itself.</summary>
public static class SignalRServiceDependencyInjectionExtensions
{
    /// <summary>Lets hubs of a class be made.</summary>
    public static IServiceCollection AddServerlessHub<THub>(this IServiceCollection services)
        where THub : ServerlessHub
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton<ServerlessHubs>();
        services.AddSingleton(new ServerlessHubs.Added(typeof(THub)));
        return services;
    }
}
