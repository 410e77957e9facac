using Microsoft.DurableTask.Converters;

namespace Microsoft.DurableTask.Client;

/// <summary>How a client works.</summary>
public class DurableTaskClientOptions
{
    private DataConverter _converter = JsonDataConverter.Default;

    /// <summary>
    /// Turns inputs, outputs and events into text. Default: a <see cref="DataConverter"/> among the services, else
    /// <see cref="JsonDataConverter.Default"/>. Setting null sets the default back.
    /// </summary>
    public DataConverter DataConverter
    {
        get => _converter;
        set
        {
            DataConverterExplicitlySet = value is not null;
            _converter = value ?? JsonDataConverter.Default;
        }
    }

    /// <summary>The version of orchestrations that are started without one. Default: none.</summary>
    public string DefaultVersion { get; set; } = string.Empty;

    /// <summary>Whether the client has entities. Default false; the embedded task hub ignores it.</summary>
    public bool EnableEntitySupport { get; set; }

    /// <summary>Whether the app chose the converter itself.</summary>
    internal bool DataConverterExplicitlySet { get; private set; }
}
