using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Slipway.LocalHost.Queues;

/// <summary>
/// Signs each try of a request with the account's key, as Azure Storage documents for its version 2009-09-19 and later: HMAC-SHA256 over
/// the verb, eleven standard headers, the sorted <c>x-ms-</c> headers, and the account's path with the sorted query.
/// </summary>
internal sealed class SharedKeyPolicy(string account, byte[] key, string version) : HttpPipelineSynchronousPolicy
{
    private static readonly string[] StandardHeaders =
    [
        "Content-Encoding", "Content-Language", "Content-Length", "Content-MD5", "Content-Type", "Date", "If-Modified-Since", "If-Match",
        "If-None-Match", "If-Unmodified-Since", "Range",
    ];

    public override void OnSendingRequest(HttpMessage message)
    {
        var request = message.Request;
        request.Headers.SetValue("x-ms-version", version);

        // The service compares it with its own clock, so it is the machine's, whatever clock the app runs on.
        request.Headers.SetValue("x-ms-date", TimeProvider.System.GetUtcNow().ToString("R", CultureInfo.InvariantCulture));
        var signature = Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(StringToSign(request))));
        request.Headers.SetValue("Authorization", $"SharedKey {account}:{signature}");
    }

    private string StringToSign(Request request)
    {
        var text = new StringBuilder().Append(request.Method.Method).Append('\n');
        foreach (var name in StandardHeaders)
        {
            text.Append(Standard(request, name)).Append('\n');
        }

        foreach (var header in request.Headers
            .Select(header => (Name: header.Name.ToLowerInvariant(), header.Value))
            .Where(header => header.Name.StartsWith("x-ms-", StringComparison.Ordinal))
            .OrderBy(header => header.Name, StringComparer.Ordinal))
        {
            text.Append(header.Name).Append(':').Append(header.Value.Trim()).Append('\n');
        }

        var uri = request.Uri.ToUri();
        text.Append('/').Append(account).Append(uri.AbsolutePath);
        foreach (var (name, value) in Query(uri).OrderBy(pair => pair.Name, StringComparer.Ordinal))
        {
            text.Append('\n').Append(name.ToLowerInvariant()).Append(':').Append(value);
        }

        return text.ToString();
    }

    private static string Standard(Request request, string name)
    {
        if (name == "Content-Length")
        {
            return request.Content?.TryComputeLength(out var length) == true && length > 0
                ? length.ToString(CultureInfo.InvariantCulture)
                : string.Empty;
        }

        return request.Headers.TryGetValue(name, out var value) && value is not null ? value : string.Empty;
    }

    private static IEnumerable<(string Name, string Value)> Query(Uri uri) => uri.Query.TrimStart('?')
        .Split('&', StringSplitOptions.RemoveEmptyEntries)
        .Select(pair => pair.Split('=', 2))
        .Select(parts => (Uri.UnescapeDataString(parts[0]), Uri.UnescapeDataString(parts.ElementAtOrDefault(1) ?? string.Empty)));
}
