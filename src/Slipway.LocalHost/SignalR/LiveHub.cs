using System.Security.Claims;
using Microsoft.AspNetCore.SignalR;

namespace Slipway.LocalHost.SignalR;

/// <summary>
/// The hub behind all hub names: a connection's token says which of them it belongs to. Clients only listen; there is nothing they can call.
/// </summary>
internal sealed class LiveHub : Hub
{
    /// <summary>Where clients connect.</summary>
    internal const string Path = "/client";

    /// <summary>The claim that holds the hub's name.</summary>
    internal const string HubClaim = "hub";

    /// <summary>The address of a hub under the host's.</summary>
    internal static string PathAndQuery(string hub) => $"{Path}/?hub={Uri.EscapeDataString(hub.ToLowerInvariant())}";

    /// <summary>The caller's identity, made from its token.</summary>
    internal static ClaimsPrincipal Principal(string hub, string? user)
    {
        var identity = new ClaimsIdentity("SignalR");
        identity.AddClaim(new Claim(HubClaim, hub.ToLowerInvariant()));
        if (user is not null)
        {
            identity.AddClaim(new Claim(ClaimTypes.NameIdentifier, user));
        }

        return new ClaimsPrincipal(identity);
    }
}
