using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Slipway.LocalHost.Durable.History;

/// <summary>Writes and reads what the store keeps as JSON. Payloads are strings of their own within it.</summary>
[JsonSerializable(typeof(HistoryEvent))]
[JsonSerializable(typeof(ParentReference))]
[JsonSerializable(typeof(Failure))]
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class HistoryJson : JsonSerializerContext
{
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly HistoryJson Readable = new(new JsonSerializerOptions
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    public static string Write(HistoryEvent value) => JsonSerializer.Serialize(value, Readable.HistoryEvent);

    public static void Write(HistoryEvent value, IBufferWriter<byte> buffer)
    {
        using var writer = new Utf8JsonWriter(buffer, WriterOptions);
        JsonSerializer.Serialize(writer, value, Readable.HistoryEvent);
    }

    public static HistoryEvent ReadEvent(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize(json, Readable.HistoryEvent)!;

    public static string? Write(ParentReference? value) => value is null ? null : JsonSerializer.Serialize(value, Readable.ParentReference);

    public static ParentReference? ReadParent(string? json) =>
        json is null ? null : JsonSerializer.Deserialize(json, Readable.ParentReference);

    public static string? Write(Failure? value) => value is null ? null : JsonSerializer.Serialize(value, Readable.Failure);

    public static Failure? ReadFailure(string? json) => json is null ? null : JsonSerializer.Deserialize(json, Readable.Failure);

    public static string? Write(Dictionary<string, string>? value) =>
        value is null or { Count: 0 } ? null : JsonSerializer.Serialize(value, Readable.DictionaryStringString);

    public static Dictionary<string, string>? ReadTags(string? json) =>
        json is null ? null : JsonSerializer.Deserialize(json, Readable.DictionaryStringString);
}
