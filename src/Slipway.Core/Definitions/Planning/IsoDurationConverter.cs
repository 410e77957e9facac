using System.Text.Json;
using System.Text.Json.Serialization;
using Slipway.Core.Definitions.Reading;

namespace Slipway.Core.Definitions.Planning;

/// <summary>Durations in the form of ISO 8601, such as <c>PT5M</c>.</summary>
internal sealed class IsoDurationConverter : JsonConverter<TimeSpan>
{
    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Durations.Parse(reader.GetString() ?? "") ?? throw new JsonException($"This must be {Durations.Meaning}.");

    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Durations.Format(value));
}
