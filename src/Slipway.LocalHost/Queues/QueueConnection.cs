namespace Slipway.LocalHost.Queues;

/// <summary>
/// What a storage connection string says about queues: <c>UseDevelopmentStorage=true</c>, or an account with a key or a shared access
/// signature, at <c>QueueEndpoint</c> or at the account's usual address.
/// </summary>
/// <param name="Account">The account's name.</param>
/// <param name="Key">Its key; <see langword="null"/> with a signature.</param>
/// <param name="Endpoint">Where its queues are, without a slash at the end.</param>
/// <param name="Signature">The signature, a query without its question mark.</param>
internal sealed record QueueConnection(string Account, byte[]? Key, string Endpoint, string? Signature)
{
    // The emulator's account and key are the same everywhere, and no secret.
    private const string EmulatorAccount = "devstoreaccount1";
    private const string EmulatorKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    /// <exception cref="FormatException">It is no such string; the message does not repeat it.</exception>
    public static QueueConnection Parse(string connectionString)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionString);
        var settings = Settings(connectionString);
        if (settings.TryGetValue("UseDevelopmentStorage", out var emulator) && bool.TryParse(emulator, out var isEmulator) && isEmulator)
        {
            var host = settings.GetValueOrDefault("DevelopmentStorageProxyUri", "http://127.0.0.1").TrimEnd('/');
            return new QueueConnection(
                EmulatorAccount, Convert.FromBase64String(EmulatorKey), $"{host}:10001/{EmulatorAccount}", Signature: null);
        }

        var account = settings.GetValueOrDefault("AccountName");
        var endpoint = settings.GetValueOrDefault("QueueEndpoint") ?? (account is null ? null
            : $"{settings.GetValueOrDefault("DefaultEndpointsProtocol", "https")}://{account}.queue."
                + settings.GetValueOrDefault("EndpointSuffix", "core.windows.net"));
        var signature = settings.GetValueOrDefault("SharedAccessSignature")?.TrimStart('?');
        var key = settings.GetValueOrDefault("AccountKey");
        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https")
            || (signature is null && (account is null || key is null)))
        {
            throw new FormatException(
                "The storage connection string needs AccountName and AccountKey, or QueueEndpoint and SharedAccessSignature, or "
                + "UseDevelopmentStorage=true.");
        }

        return new QueueConnection(
            account ?? uri.Host.Split('.')[0], key is null ? null : Convert.FromBase64String(key), endpoint!.TrimEnd('/'), signature);
    }

    private static Dictionary<string, string> Settings(string connectionString)
    {
        var settings = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var pair in connectionString.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || !settings.TryAdd(pair[..equals].Trim(), pair[(equals + 1)..].Trim()))
            {
                throw new FormatException("The storage connection string must be name=value pairs, each name once, with ';' between.");
            }
        }

        return settings;
    }
}
