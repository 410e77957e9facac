using System.Net;
using System.Net.Sockets;

namespace Slipway.Integrations.Http;

/// <summary>Tells addresses of the public Internet from all others (IANA's special-purpose registries).</summary>
internal static class PublicAddress
{
    private static readonly IPNetwork[] Special =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
            "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",

            // Within the public range of IPv6: protocol assignments with Teredo, documentation, 6to4.
            "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
        }.Select(IPNetwork.Parse),
    ];

    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");

    internal static bool Is(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return (plain.AddressFamily == AddressFamily.InterNetwork || GlobalUnicast.Contains(plain))
            && !Special.Any(network => network.BaseAddress.AddressFamily == plain.AddressFamily && network.Contains(plain));
    }
}
