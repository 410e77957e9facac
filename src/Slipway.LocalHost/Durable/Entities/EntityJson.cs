using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Slipway.LocalHost.Durable.Entities;

/// <summary>Writes and reads messages as the store keeps them. Payloads are strings of their own within the JSON.</summary>
[JsonSerializable(typeof(EntityMessage))]
internal sealed partial class EntityJson : JsonSerializerContext
{
    private static readonly EntityJson Readable = new(new JsonSerializerOptions
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    public static string Write(EntityMessage message) => JsonSerializer.Serialize(message, Readable.EntityMessage);

    public static EntityMessage Read(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize(json, Readable.EntityMessage)!;
}
