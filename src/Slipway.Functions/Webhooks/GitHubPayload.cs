using System.Text.Json;

namespace Slipway.Functions.Webhooks;

/// <summary>A delivery's body, read without throwing: what is missing or of another kind is <see langword="null"/>.</summary>
internal readonly struct GitHubPayload(JsonElement root)
{
    /// <summary>Any part.</summary>
    public JsonElement? this[params ReadOnlySpan<string> path] => Find(path);

    /// <summary>A text.</summary>
    public string? Text(params ReadOnlySpan<string> path) =>
        Find(path) is { ValueKind: JsonValueKind.String } found ? Unicode(found) : null;

    /// <summary>A whole number.</summary>
    public long? Number(params ReadOnlySpan<string> path) =>
        Find(path) is { ValueKind: JsonValueKind.Number } found && found.TryGetInt64(out var number) ? number : null;

    /// <summary>Whether it is <c>true</c>.</summary>
    public bool IsTrue(params ReadOnlySpan<string> path) => Find(path) is { ValueKind: JsonValueKind.True };

    /// <summary>Whether it is there and not <c>null</c>.</summary>
    public bool Has(params ReadOnlySpan<string> path) => Find(path) is { ValueKind: not JsonValueKind.Null };

    /// <summary>The entries of a list.</summary>
    public IEnumerable<GitHubPayload> Items(params ReadOnlySpan<string> path) =>
        Find(path) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray().Select(item => new GitHubPayload(item)) : [];

    private JsonElement? Find(ReadOnlySpan<string> path)
    {
        var element = root;
        foreach (var name in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
            {
                return null;
            }
        }

        return element;
    }

    private static string? Unicode(JsonElement text)
    {
        try
        {
            return text.GetString();
        }
        catch (InvalidOperationException exception)
        {
            // Half a surrogate pair, which shows only when the text is looked at.
            throw new JsonException("A text in it is no Unicode.", exception);
        }
    }
}
