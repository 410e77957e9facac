using System.Text.Json;

namespace EventConsumers;

/// <summary>What a message holds: CloudEvents 1.0, without <c>data</c> when <c>dataref</c> says where they are.</summary>
public sealed record CloudEvent(
    string Specversion, string Id, string Type, string Subject, DateTimeOffset Time, string Sequence, string? Dataref, JsonElement? Data,
    string? Datasha256 = null)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    /// <summary>Reads a message: JSON, or JSON in Base64.</summary>
    /// <exception cref="FormatException">It is neither, or no CloudEvent of version 1.0.</exception>
    public static CloudEvent Parse(string message)
    {
        try
        {
            var json = message.StartsWith('{') ? message : System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(message));
            return JsonSerializer.Deserialize<CloudEvent>(json, Options) is { Specversion: "1.0", Id: not null, Type: not null } read
                ? read
                : throw new FormatException("The message is no CloudEvent 1.0.");
        }
        catch (JsonException exception)
        {
            throw new FormatException("The message is no JSON.", exception);
        }
    }

    /// <summary>A text of the data; null when there is none of that name.</summary>
    public string? Text(string name) => Property(Data, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    /// <summary>The pull request of the data, when they hold one.</summary>
    public JsonElement? PullRequest => Property(Data, "pullRequest") is { ValueKind: JsonValueKind.Object } value ? value : null;

    private static JsonElement? Property(JsonElement? data, string name) =>
        data is { ValueKind: JsonValueKind.Object } some && some.TryGetProperty(name, out var value) ? value : null;
}
