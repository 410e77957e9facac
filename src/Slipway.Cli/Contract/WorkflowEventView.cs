using System.Text.Json;

namespace Slipway.Cli.Contract;

/// <summary>Something that happened in a workflow.</summary>
/// <param name="Sequence">Its number in the workflow, from 1, without gaps.</param>
/// <param name="Type">What kind of thing, such as <c>state_changed</c>.</param>
/// <param name="Time">When.</param>
/// <param name="Data">What more there is to say; depends on the type.</param>
internal sealed record WorkflowEventView(long Sequence, string Type, DateTimeOffset Time, JsonElement Data)
{
    /// <summary>A text of the data; null when it has none of that name.</summary>
    public string? Text(string property) =>
        Find(property) is { } value && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>A number of the data; null when it has none of that name.</summary>
    public long? Number(string property) =>
        Find(property) is { } value && value.ValueKind == JsonValueKind.Number ? (long)value.GetDouble() : null;

    /// <summary>A number with decimals, of the data or of an object in it; null when there is none.</summary>
    public decimal? Amount(string property, string? inner = null)
    {
        var value = Find(property);
        if (inner is not null)
        {
            value = value is { ValueKind: JsonValueKind.Object } outer && outer.TryGetProperty(inner, out var found) ? found : null;
        }

        return value is { ValueKind: JsonValueKind.Number } number && number.TryGetDecimal(out var amount) ? amount : null;
    }

    /// <summary>A yes or no of the data; null when it has none of that name.</summary>
    public bool? Flag(string property) => Find(property) switch
    {
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        _ => null,
    };

    /// <summary>A list of texts of the data; empty when it has none of that name.</summary>
    public IReadOnlyList<string> Texts(string property) =>
        Find(property) is { ValueKind: JsonValueKind.Array } list
            ? [.. list.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)]
            : [];

    private JsonElement? Find(string property) =>
        Data.ValueKind == JsonValueKind.Object && Data.TryGetProperty(property, out var value) ? value : null;
}
