using Microsoft.DurableTask.Converters;

namespace Microsoft.DurableTask.Client;

/// <summary>A value as text, with what can read it.</summary>
public sealed class SerializedData
{
    /// <summary>Keeps a text; an unset converter means <see cref="JsonDataConverter.Default"/>.</summary>
    public SerializedData(string data, DataConverter? converter = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        Value = data;
        Converter = converter ?? JsonDataConverter.Default;
    }

    /// <summary>The text.</summary>
    public string Value { get; }

    /// <summary>What reads it.</summary>
    public DataConverter Converter { get; }

    /// <summary>The value as a type.</summary>
    public T ReadAs<T>() => Converter.Deserialize<T>(Value)!;

    /// <summary>The text of a value.</summary>
    internal static SerializedData Create(object data, DataConverter? converter = null)
        => new((converter ?? JsonDataConverter.Default).Serialize(data)!, converter);
}
