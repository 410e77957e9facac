using System.Security.Claims;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Logging;

namespace Slipway.LocalHost.SignalR;

/// <summary>
/// Puts each new connection into its groups before its client learns that it is connected, so that what is sent right after reaches it.
/// ASP.NET Core answers a client's handshake first and calls this then; <see cref="HandshakeHold"/> keeps the answer back until the ping that
/// is written here.
/// </summary>
internal sealed class LiveConnections(LiveGroups groups, ILogger<DefaultHubLifetimeManager<LiveHub>> logger)
    : DefaultHubLifetimeManager<LiveHub>(logger)
{
    public override async Task OnConnectedAsync(HubConnectionContext connection)
    {
        await base.OnConnectedAsync(connection).ConfigureAwait(false);
        var hub = connection.User.FindFirstValue(LiveHub.HubClaim) ?? throw new HubException("The connection has no hub.");
        var user = connection.User.FindFirstValue(ClaimTypes.NameIdentifier);
        foreach (var group in groups.Connect(hub, user, connection.ConnectionId))
        {
            await AddToGroupAsync(connection.ConnectionId, group, connection.ConnectionAborted).ConfigureAwait(false);
        }

        await connection.WriteAsync(PingMessage.Instance, connection.ConnectionAborted).ConfigureAwait(false);
    }

    public override Task OnDisconnectedAsync(HubConnectionContext connection)
    {
        groups.Disconnect(connection.ConnectionId);
        return base.OnDisconnectedAsync(connection);
    }
}
