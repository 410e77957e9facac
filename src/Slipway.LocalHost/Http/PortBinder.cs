using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using Slipway.LocalHost.Hosting;

namespace Slipway.LocalHost.Http;

/// <summary>Binds the port asked for, or, where allowed, the first free one of those that follow.</summary>
internal sealed class PortBinder(HostSettings settings, ILogger<PortBinder> logger)
{
    /// <exception cref="LocalHostException">The port is in use, or not this user's to take.</exception>
    public Socket Bind(EndPoint endpoint)
    {
        if (endpoint is not IPEndPoint { Port: > 0 and var wanted } address)
        {
            return SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
        }

        var last = settings.PortFallback ? Math.Min(wanted + HostSettings.FallbackPorts, IPEndPoint.MaxPort) : wanted;
        for (var port = wanted; port <= last; port++)
        {
            try
            {
                var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(new IPEndPoint(address.Address, port));
                if (port != wanted)
                {
                    HostLog.PortFallback(logger, wanted, port);
                }

                return socket;
            }
            catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                // The next one, or the error below.
            }
            catch (SocketException exception)
            {
                throw new LocalHostException($"The host cannot listen on {address.Address}:{port}: {exception.Message}", exception);
            }
        }

        throw new LocalHostException(settings.PortFallback
            ? $"Ports {wanted} to {last} are all in use. Stop what uses them, or choose another with --urls http://127.0.0.1:PORT."
            : $"Port {wanted} is in use. Stop what uses it, choose another with --urls http://127.0.0.1:PORT (0 takes any free one), "
                + "or set LocalHost:PortFallback=true to take the next free one.");
    }
}
