using System.Text;
using Microsoft.DurableTask;

namespace Slipway.LocalHost.Durable;

/// <summary>Serialises what goes into the history, and refuses what is too large for it.</summary>
internal sealed class PayloadLimit(DataConverter converter, int maxBytes)
{
    private const int MaxBytesPerChar = 3;

    public DataConverter Converter => converter;

    /// <exception cref="ArgumentException">The JSON is larger than the task hub takes.</exception>
    public string? Serialize(object? value, string what)
    {
        var json = converter.Serialize(value);
        if (json is not null)
        {
            Check(json, what);
        }

        return json;
    }

    /// <exception cref="ArgumentException">The JSON is larger than the task hub takes.</exception>
    public void Check(string json, string what)
    {
        if (json.Length > maxBytes / MaxBytesPerChar && Encoding.UTF8.GetByteCount(json) is var bytes && bytes > maxBytes)
        {
            throw new ArgumentException(
                $"{what} is {bytes} bytes of JSON; at most {maxBytes} are kept in a history. " +
                "Store it elsewhere and pass a reference to it.");
        }
    }
}
