using System.Text.Json;

namespace Slipway.LocalHost.SignalR;

/// <summary>What an output binding got, whatever its type: a message (with a target) or a group action (with an action).</summary>
/// <param name="ConnectionId">To one connection.</param>
/// <param name="UserId">To a user.</param>
/// <param name="GroupName">To a group, or the group that is joined or left.</param>
/// <param name="Target">The client's method.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Action">Add, Remove or RemoveAll; a name or its number.</param>
internal sealed record LiveMessage(
    string? ConnectionId, string? UserId, string? GroupName, string? Target, IReadOnlyList<JsonElement>? Arguments, JsonElement Action)
{
    /// <summary>How many messages one function may send at once.</summary>
    internal const int MaxMessages = 10_000;

    private static readonly JsonSerializerOptions ReadOptions = new() { PropertyNameCaseInsensitive = true };

    /// <summary>Reads a result: null, a message or action, several of them, or their JSON as text.</summary>
    /// <param name="value">The result.</param>
    /// <param name="json">The app's serializer options: arguments reach clients as the app writes them.</param>
    /// <exception cref="InvalidOperationException">It is none of these.</exception>
    public static IReadOnlyList<LiveMessage> Read(object? value, JsonSerializerOptions json)
    {
        if (value is null)
        {
            return [];
        }

        try
        {
            var element = value is string text
                ? JsonSerializer.Deserialize<JsonElement>(text)
                : JsonSerializer.SerializeToElement(value, json);
            return element.ValueKind switch
            {
                JsonValueKind.Null => [],
                JsonValueKind.Array when element.GetArrayLength() > MaxMessages
                    => throw new InvalidOperationException($"A function sends at most {MaxMessages} SignalR messages at once."),
                JsonValueKind.Array => [.. element.EnumerateArray().Select(One)],
                _ => [One(element)],
            };
        }
        catch (JsonException exception)
        {
            throw Wrong(exception);
        }
    }

    private static LiveMessage One(JsonElement element)
    {
        var message = element.ValueKind == JsonValueKind.Object ? element.Deserialize<LiveMessage>(ReadOptions) : null;
        var isAction = message is { Target: null, Action.ValueKind: JsonValueKind.Number or JsonValueKind.String };
        return message is not null && (isAction || message is { Target: not null, Arguments: not null })
            ? message
            : throw Wrong(inner: null);
    }

    private static InvalidOperationException Wrong(Exception? inner)
        => new("A SignalR output is a SignalRMessageAction with a target and arguments, a SignalRGroupAction, or several of them.", inner);
}
