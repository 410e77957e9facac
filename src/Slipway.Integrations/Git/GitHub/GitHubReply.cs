using System.Net;
using System.Text.Json;

namespace Slipway.Integrations.Git.GitHub;

/// <summary>An answer of GitHub's.</summary>
/// <param name="Status">Its status.</param>
/// <param name="Body">Its JSON; undefined when it has none.</param>
/// <param name="Next">The address of the next page, when there is one.</param>
internal sealed record GitHubReply(HttpStatusCode Status, JsonElement Body, Uri? Next)
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>The body as an object of ours.</summary>
    internal T Read<T>() => Read<T>(Body);

    /// <summary>The body's entries as objects of ours.</summary>
    internal IEnumerable<T> ReadList<T>(string? property = null)
    {
        var list = property is null ? Body : Body.TryGetProperty(property, out var inner) ? inner : default;
        return list.ValueKind == JsonValueKind.Array ? list.EnumerateArray().Select(Read<T>) : throw GitHubErrors.Unreadable(null);
    }

    private static T Read<T>(JsonElement element)
    {
        try
        {
            return element.Deserialize<T>(Options) ?? throw GitHubErrors.Unreadable(null);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw GitHubErrors.Unreadable(exception);
        }
    }
}
