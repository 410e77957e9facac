using Azure.Core;

namespace Azure.Storage.Queues;

/// <summary>How a queue client talks to its service: retries and transport as <see cref="ClientOptions"/> has them.</summary>
/// <param name="version">The version of the service's protocol that each request names.</param>
public class QueueClientOptions(
    QueueClientOptions.ServiceVersion version = QueueClientOptions.ServiceVersion.V2026_10_06) : ClientOptions
{
    /// <summary>The versions of the protocol, each named by its date.</summary>
    public enum ServiceVersion
    {
        V2019_02_02 = 1,
        V2019_07_07 = 2,
        V2019_12_12 = 3,
        V2020_02_10 = 4,
        V2020_04_08 = 5,
        V2020_06_12 = 6,
        V2020_08_04 = 7,
        V2020_10_02 = 8,
        V2020_12_06 = 9,
        V2021_02_12 = 10,
        V2021_04_10 = 11,
        V2021_06_08 = 12,
        V2021_08_06 = 13,
        V2021_10_04 = 14,
        V2021_12_02 = 15,
        V2022_11_02 = 16,
        V2023_01_03 = 17,
        V2023_05_03 = 18,
        V2023_08_03 = 19,
        V2023_11_03 = 20,
        V2024_02_04 = 21,
        V2024_05_04 = 22,
        V2024_08_04 = 23,
        V2024_11_04 = 24,
        V2025_01_05 = 25,
        V2025_05_05 = 26,
        V2025_07_05 = 27,
        V2025_11_05 = 28,
        V2026_02_06 = 29,
        V2026_04_06 = 30,
        V2026_06_06 = 31,
        V2026_10_06 = 32,
    }

    /// <summary>The version that each request names.</summary>
    public ServiceVersion Version { get; } = version;

    /// <summary>How a message's body is written into the message. Default: as it is.</summary>
    public QueueMessageEncoding MessageEncoding { get; set; }
}
