using Microsoft.AspNetCore.SignalR;

namespace Slipway.LocalHost.SignalR;

/// <summary>The hubs that an app has added, to send to by itself.</summary>
internal sealed class ServerlessHubs(IHubContext<LiveHub> context, LiveGroups groups, IEnumerable<ServerlessHubs.Added> added)
{
    /// <summary>A hub that the app has added.</summary>
    internal sealed record Added(Type Hub);

    /// <summary>The clients of a hub, which is called like its class.</summary>
    /// <exception cref="InvalidOperationException">It was not added.</exception>
    public IHubClients ClientsOf(Type hub) => added.Any(one => one.Hub == hub)
        ? new LiveClients(hub.Name.ToLowerInvariant(), context.Clients, groups)
        : throw new InvalidOperationException($"The hub {hub.Name} is not known: call services.AddServerlessHub<{hub.Name}>().");
}
