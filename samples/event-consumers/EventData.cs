using System.Security.Cryptography;
using System.Text.Json;

namespace EventConsumers;

/// <summary>Fetches the data of an event that was too large for its message, and checks that they are the ones it was sent with.</summary>
/// <param name="http">Asks.</param>
/// <param name="host">Slipway's address, such as <c>http://localhost:7071</c>.</param>
/// <param name="key">Its key.</param>
public sealed class EventData(HttpClient http, string? host, string? key)
{
    /// <summary>The event with its data.</summary>
    /// <exception cref="InvalidOperationException">Nothing says where to fetch them, or they are others.</exception>
    public async Task<CloudEvent> OfAsync(CloudEvent happened)
    {
        if (happened.Data is not null || happened.Dataref is not { } path)
        {
            return happened;
        }

        // The path comes from a message: it must not lead the key to another host.
        if (string.IsNullOrEmpty(host) || !path.StartsWith("/api/workflows/", StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"The data of {happened.Id} are at {path}: set SLIPWAY_URL and SLIPWAY_KEY.");
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, host.TrimEnd('/') + path);
        request.Headers.Add("x-functions-key", key ?? string.Empty);
        using var answer = await http.SendAsync(request);
        var bytes = await answer.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync();
        return Convert.ToHexStringLower(SHA256.HashData(bytes)) == happened.Datasha256
            ? happened with { Data = JsonElement.Parse(bytes) }
            : throw new InvalidOperationException($"The data of {happened.Id} are not those that it was sent with.");
    }
}
