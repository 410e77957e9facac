using System.Net;
using Microsoft.AspNetCore.Http;
using Slipway.LocalHost.Hosting;

namespace Slipway.LocalHost.Http;

/// <summary>
/// Lets in only requests that are meant for this host: the Host header must be loopback, an address the host listens on, or a configured
/// name (else a page on the web could reach it by rebinding its DNS name), and a browser's Origin must be the host's own or a configured
/// one.
/// </summary>
internal sealed class RequestGuard(RequestDelegate next, HostSettings settings, ListenUrls urls, HostState state)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var host = context.Request.Host;
        if (!host.HasValue || !IsKnownHost(host.Host))
        {
            await Problems.WriteAsync(
                context,
                StatusCodes.Status403Forbidden,
                "Unknown host",
                "The Host header names neither this machine's loopback address nor a host allowed by LocalHost:AllowedHosts.")
                .ConfigureAwait(false);
            return;
        }

        var origin = context.Request.Headers.Origin.ToString();
        if (origin.Length > 0 && !IsKnownOrigin(context.Request, origin))
        {
            await Problems.WriteAsync(
                context,
                StatusCodes.Status403Forbidden,
                "Foreign origin",
                "The request comes from a page of another origin, which is not allowed by LocalHost:AllowedOrigins.").ConfigureAwait(false);
            return;
        }

        await state.Ready.WaitAsync(context.RequestAborted).ConfigureAwait(false);
        await next(context).ConfigureAwait(false);
    }

    private bool IsKnownHost(string host)
        => IsLoopback(host)
            || urls.Hosts.Contains(host, StringComparer.OrdinalIgnoreCase)
            || settings.AllowedHosts.Contains(host, StringComparer.OrdinalIgnoreCase);

    private bool IsKnownOrigin(HttpRequest request, string origin)
        => origin.Equals($"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase)
            || settings.AllowedOrigins.Contains(origin, StringComparer.OrdinalIgnoreCase);

    private static bool IsLoopback(string host)
        => host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
