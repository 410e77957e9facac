using System.Net;
using Microsoft.AspNetCore.Http;
using Slipway.LocalHost.Hosting;

namespace Slipway.LocalHost.Http;

/// <summary>Where the host listens: <c>--urls</c> or <c>ASPNETCORE_URLS</c>, by default loopback on port 7071.</summary>
internal sealed class ListenUrls
{
    internal const string Default = "http://127.0.0.1:7071";

    private ListenUrls(IReadOnlyList<string> urls, IReadOnlyList<string> hosts)
    {
        Urls = urls;
        Hosts = hosts;
    }

    /// <summary>The addresses, <c>localhost</c> written as 127.0.0.1 (so that port 0 and port fallback mean one port).</summary>
    public IReadOnlyList<string> Urls { get; }

    /// <summary>The host names in them that are no wildcard.</summary>
    public IReadOnlyList<string> Hosts { get; }

    /// <exception cref="LocalHostException">An address is not one.</exception>
    public static ListenUrls Parse(string? configured)
    {
        var texts = (string.IsNullOrWhiteSpace(configured) ? Default : configured)
            .Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var addresses = texts.Select(ParseOne).ToList();
        return new ListenUrls(
            [.. addresses.Select(address => $"{address.Scheme}://{address.Host}:{address.Port}")],
            [.. addresses.Select(address => address.Host).Where(host => !IsWildcard(host))]);
    }

    /// <summary>An address a program on this machine can call, for one the host listens on.</summary>
    public static string Reachable(string listening)
    {
        var address = BindingAddress.Parse(listening);
        var host = IsWildcard(address.Host) ? "127.0.0.1" : address.Host;
        return $"{address.Scheme}://{host}:{address.Port}";
    }

    private static (string Scheme, string Host, int Port) ParseOne(string url)
    {
        BindingAddress address;
        try
        {
            address = BindingAddress.Parse(url);
        }
        catch (FormatException exception)
        {
            throw new LocalHostException($"'{url}' (--urls) is not an address to listen on; one looks like {Default}.", exception);
        }

        if (address.Scheme != "http" || address.PathBase.Length > 0)
        {
            throw new LocalHostException(
                $"'{url}' (--urls) cannot be listened on: use http and no path, such as {Default}. For https, use a proxy.");
        }

        return (address.Scheme, address.Host == "localhost" ? "127.0.0.1" : address.Host, address.Port);
    }

    private static bool IsWildcard(string host)
        => host is "*" or "+" or "[::]" || (IPAddress.TryParse(host, out var address) && address.Equals(IPAddress.Any));
}
