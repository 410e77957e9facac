namespace Microsoft.DurableTask;

/// <summary>Turns inputs, results and payloads into text and back.</summary>
public abstract class DataConverter
{
    /// <summary>The text of a value; null for a null value.</summary>
    public abstract string? Serialize(object? value);

    /// <summary>The value of a text; null for null text.</summary>
    public abstract object? Deserialize(string? data, Type targetType);

    /// <summary>The value of a text; the type's default for null text.</summary>
    public virtual T? Deserialize<T>(string? data) => Deserialize(data, typeof(T)) is { } value ? (T)value : default;
}
