using System.Text.Json;
using System.Text.Json.Serialization;

namespace Microsoft.DurableTask.Client.Entities;

/// <summary>
/// Writes entity metadata: the id as text, nothing that is not there, and a state kept as text as that text. It is not read back.
/// </summary>
internal sealed class EntityMetadataConverter : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert)
        => typeToConvert == typeof(EntityMetadata)
            || (typeToConvert.IsGenericType && typeToConvert.GetGenericTypeDefinition() == typeof(EntityMetadata<>));

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options)
    {
        var state = typeToConvert == typeof(EntityMetadata) ? typeof(SerializedData) : typeToConvert.GetGenericArguments()[0];
        return (JsonConverter)Activator.CreateInstance(typeof(Writer<,>).MakeGenericType(typeToConvert, state))!;
    }

    private sealed class Writer<TMetadata, TState> : JsonConverter<TMetadata>
        where TMetadata : EntityMetadata<TState>
    {
        public override TMetadata Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
            => throw new NotSupportedException($"{typeToConvert.Name} is written to JSON only.");

        public override void Write(Utf8JsonWriter writer, TMetadata value, JsonSerializerOptions options)
        {
            writer.WriteStartObject();
            writer.WriteString(Name(options, nameof(value.Id)), value.Id.ToString());
            writer.WritePropertyName(Name(options, nameof(value.LastModifiedTime)));
            JsonSerializer.Serialize(writer, value.LastModifiedTime, options);
            if (value.BacklogQueueSize > 0)
            {
                writer.WriteNumber(Name(options, nameof(value.BacklogQueueSize)), value.BacklogQueueSize);
            }

            if (value.LockedBy is { } lockedBy)
            {
                writer.WriteString(Name(options, nameof(value.LockedBy)), lockedBy);
            }

            if (value.IncludesState)
            {
                writer.WritePropertyName(Name(options, nameof(value.State)));
                WriteState(writer, value.State, options);
            }

            writer.WriteEndObject();
        }

        private static void WriteState(Utf8JsonWriter writer, TState state, JsonSerializerOptions options)
        {
            if (state is SerializedData data)
            {
                writer.WriteStringValue(data.Value);
            }
            else
            {
                JsonSerializer.Serialize(writer, state, options);
            }
        }

        private static string Name(JsonSerializerOptions options, string name)
            => options.PropertyNamingPolicy?.ConvertName(name) ?? name;
    }
}
