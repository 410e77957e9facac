using Microsoft.AspNetCore.Http;
using Slipway.LocalHost.Hosting;
using Slipway.LocalHost.SignalR;

namespace Slipway.LocalHost.Http;

/// <summary>Stands before the SignalR hub: a client must bring a token for the hub it asks for.</summary>
internal sealed class LiveGate(RequestDelegate next, HostState state)
{
    private const int MaxHubLength = 128;

    public async Task InvokeAsync(HttpContext context)
    {
        if (!context.Request.Path.StartsWithSegments(LiveHub.Path, StringComparison.OrdinalIgnoreCase))
        {
            await next(context).ConfigureAwait(false);
            return;
        }

        var hub = context.Request.Query["hub"].ToString();
        if (hub.Length is 0 or > MaxHubLength || !state.Tokens.TryValidate(Token(context.Request), hub, out var user))
        {
            await Problems.WriteAsync(
                context,
                StatusCodes.Status401Unauthorized,
                "Unauthorized",
                "This needs an access token for the hub, which the app's negotiate function gives.").ConfigureAwait(false);
            return;
        }

        context.User = LiveHub.Principal(hub, user);
        await next(context).ConfigureAwait(false);
    }

    // Browsers cannot set headers on a WebSocket, so the client then puts the token into the query.
    private static string? Token(HttpRequest request)
    {
        const string Scheme = "Bearer ";
        var header = request.Headers.Authorization.ToString();
        return header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? header[Scheme.Length..]
            : request.Query["access_token"].ToString();
    }
}
