using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Slipway.LocalHost.SignalR;

namespace Microsoft.Azure.Functions.Worker.SignalRService;

/// <summary>Sends to a hub's clients from anywhere, also while a function still runs. The hub's name is the class's.</summary>
public abstract class ServerlessHub
{
    /// <summary>Begins.</summary>
    /// <param name="serviceProvider">The app's services, to which <c>AddServerlessHub</c> has added the hub.</param>
    protected ServerlessHub(IServiceProvider serviceProvider)
    {
        ArgumentNullException.ThrowIfNull(serviceProvider);
        Clients = serviceProvider.GetRequiredService<ServerlessHubs>().ClientsOf(GetType());
    }

    /// <summary>The hub's clients.</summary>
    protected virtual IHubClients Clients { get; }
}
