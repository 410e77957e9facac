using System.Net;
using System.Net.Sockets;
using Slipway.Core;
using Slipway.Core.Policies;

namespace Slipway.Integrations.Http;

/// <summary>
/// Makes the handler for requests whose addresses users give: it connects to the address that it has checked, so that a name which
/// resolves to another one the next moment changes nothing, and follows no redirect.
/// </summary>
public static class OutboundHandler
{
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(10);

    /// <summary>Makes a handler. It is the caller's to keep and to dispose.</summary>
    /// <param name="options">What may be reached.</param>
    public static SocketsHttpHandler Create(OutboundOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new SocketsHttpHandler
        {
            // A proxy would resolve names by itself, unchecked.
            UseProxy = false,
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = ConnectLimit,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            MaxResponseHeadersLength = 64,
            ConnectCallback = (context, cancellationToken) => ConnectAsync(options, context.DnsEndPoint, cancellationToken),
        };
    }

    private static async ValueTask<Stream> ConnectAsync(OutboundOptions options, DnsEndPoint target, CancellationToken cancellationToken)
    {
        var addresses = await Dns.GetHostAddressesAsync(target.Host, cancellationToken);
        var allowed = options.AllowPrivate || options.AllowedHosts.Contains(target.Host, StringComparer.OrdinalIgnoreCase)
            ? addresses
            : [.. addresses.Where(PublicAddress.Is)];
        if (allowed.Length == 0)
        {
            throw new SlipwayException(
                ErrorCodes.AddressRefused,
                $"The host '{target.Host}' is not on the public Internet. If it is meant, add it to Slipway:Outbound:AllowedHosts.",
                ErrorCategory.Permission);
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, target.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
