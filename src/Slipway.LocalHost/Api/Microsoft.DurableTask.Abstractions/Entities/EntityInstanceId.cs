using System.Text.Json;
using System.Text.Json.Serialization;

namespace Microsoft.DurableTask.Entities;

/// <summary>
/// Which entity: a name, which ignores case and is kept in lower case, and a key, which does not. As text it is <c>@name@key</c>, in JSON
/// too.
/// </summary>
[JsonConverter(typeof(Converter))]
public readonly record struct EntityInstanceId
{
    private const char Separator = '@';

    /// <summary>Names an entity.</summary>
    /// <exception cref="ArgumentException">The name is empty or has an <c>@</c>; or the key is null.</exception>
    public EntityInstanceId(string name, string key)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(key);
        if (name.Contains(Separator))
        {
            throw new ArgumentException($"The entity name '{name}' must not contain '{Separator}'.", nameof(name));
        }

        Name = name.ToLowerInvariant();
        Key = key;
    }

    /// <summary>The entity's name, in lower case.</summary>
    public string Name { get; }

    /// <summary>The key, which tells the entities of a name apart.</summary>
    public string Key { get; }

    /// <summary>Reads <c>@name@key</c>. The key begins after the second <c>@</c> and may contain more of them.</summary>
    /// <exception cref="ArgumentException">The text has another form.</exception>
    public static EntityInstanceId FromString(string instanceId)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        var middle = instanceId[0] == Separator ? instanceId.IndexOf(Separator, 1) : -1;
        return middle > 0
            ? new EntityInstanceId(instanceId[1..middle], instanceId[(middle + 1)..])
            : throw new ArgumentException($"'{instanceId}' is no entity id: it must have the form @name@key.", nameof(instanceId));
    }

    /// <summary><c>@name@key</c>.</summary>
    public override string ToString() => $"{Separator}{Name}{Separator}{Key}";

    private sealed class Converter : JsonConverter<EntityInstanceId>
    {
        public override EntityInstanceId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
            => FromString(reader.GetString()!);

        public override void Write(Utf8JsonWriter writer, EntityInstanceId value, JsonSerializerOptions options)
            => writer.WriteStringValue(value.ToString());
    }
}
