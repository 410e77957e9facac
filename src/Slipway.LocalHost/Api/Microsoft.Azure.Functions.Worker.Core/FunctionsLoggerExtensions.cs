using System.Globalization;

namespace Microsoft.Extensions.Logging;

/// <summary>Metrics in the log.</summary>
public static class FunctionsLoggerExtensions
{
    private static readonly EventId Metric = new(1, nameof(LogMetric));

    /// <summary>Logs a value of a metric as information, with its name, the value and the properties as the entry's state.</summary>
    public static void LogMetric(this ILogger logger, string name, double value, IDictionary<string, object>? properties = null)
    {
        ArgumentNullException.ThrowIfNull(logger);
        ArgumentException.ThrowIfNullOrEmpty(name);
        var state = new Dictionary<string, object>(properties ?? new Dictionary<string, object>(), StringComparer.Ordinal)
        {
            ["Name"] = name,
            ["Value"] = value,
        };
        logger.Log(
            LogLevel.Information,
            Metric,
            state,
            exception: null,
            (entry, _) => string.Create(CultureInfo.InvariantCulture, $"{entry["Name"]} = {entry["Value"]}"));
    }
}
