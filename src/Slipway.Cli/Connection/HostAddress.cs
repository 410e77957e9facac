namespace Slipway.Cli.Connection;

/// <summary>Where a host is and the key that opens it.</summary>
/// <param name="Url">The host's base address, without the route prefix.</param>
/// <param name="Key">The function key; null when none is known.</param>
/// <param name="Token">The access token of whoever asks; null when they have none.</param>
internal sealed record HostAddress(Uri Url, string? Key, string? Token = null)
{
    /// <summary>Finds the host: what the command line says, else the environment, else the running host of the data directory.</summary>
    /// <exception cref="CliException">The address is no address, or no host runs.</exception>
    public static HostAddress Find(CliEnvironment environment, DataDirectory directory, string? url, string? key) =>
        Find(environment, directory, url, key, directory.ReadFunctionKey);

    /// <summary>The same, with the key that opens its durable management interface.</summary>
    /// <exception cref="CliException">The address is no address, or no host runs.</exception>
    public static HostAddress FindManagement(CliEnvironment environment, DataDirectory directory, string? url, string? key) =>
        Find(environment, directory, url, key, directory.ReadSystemKey);

    /// <summary>Whether the command line or the environment names a host, so that none is to be started.</summary>
    public static bool IsStated(CliEnvironment environment, string? url) =>
        FirstStated(url, environment.Variable("SLIPWAY_URL")) is not null;

    /// <summary>Whether an address can be talked to at all.</summary>
    public static bool IsHttp(Uri url) => url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps;

    /// <summary>A client for this host.</summary>
    public SlipwayClient CreateClient() => new(this);

    /// <summary>The address alone: keys and tokens are never printed.</summary>
    public override string ToString() => Url.ToString();

    private static HostAddress Find(
        CliEnvironment environment, DataDirectory directory, string? url, string? key, Func<string?> ownKey)
    {
        var stated = FirstStated(url, environment.Variable("SLIPWAY_URL"));
        var statedKey = FirstStated(key, environment.Variable("SLIPWAY_KEY"));
        if (stated is not null)
        {
            var address = Parse(stated);
            // This machine's key goes to this machine only: an address elsewhere has to be given its own.
            return new HostAddress(address, statedKey ?? (address.IsLoopback ? ownKey() : null), environment.Token);
        }

        var running = directory.ReadUrl() ?? throw CliException.HostUnavailable(
            $"no host runs for {directory.Path}: start one with `slipway serve`, or say which with --url (or SLIPWAY_URL)");
        return new HostAddress(running, statedKey ?? ownKey(), environment.Token);
    }

    private static Uri Parse(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && IsHttp(url)
            ? url
            : throw CliException.BadInput($"'{text}' is no host address; expected one like http://127.0.0.1:7071");

    private static string? FirstStated(params ReadOnlySpan<string?> values)
    {
        foreach (var value in values)
        {
            if (!string.IsNullOrWhiteSpace(value))
            {
                return value.Trim();
            }
        }

        return null;
    }
}
