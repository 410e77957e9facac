using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Slipway.Integrations.Telemetry;

/// <summary>
/// Sends spans, metrics and logs to where OpenTelemetry's standard variables say. Here it is only decided which of them go out: what nobody
/// asks for loads no library and starts no thread. All else that the variables can say is read by the library.
/// </summary>
/// <param name="Traces">Whether spans go out.</param>
/// <param name="Metrics">Whether what is measured goes out.</param>
/// <param name="Logs">Whether the log goes out.</param>
public readonly record struct TelemetryExport(bool Traces, bool Metrics, bool Logs)
{
    private const string DisabledVariable = "OTEL_SDK_DISABLED";
    private const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>What the variables ask for.</summary>
    /// <param name="configuration">Has the variables in it, as those of the environment are.</param>
    public static TelemetryExport Wanted(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return string.Equals(configuration[DisabledVariable]?.Trim(), "true", StringComparison.OrdinalIgnoreCase)
            ? default
            : new TelemetryExport(
                IsWanted(configuration, "TRACES"), IsWanted(configuration, "METRICS"), IsWanted(configuration, "LOGS"));
    }

    /// <summary>Adds what sends it, where something is to be sent: spans of <c>Microsoft.DurableTask</c> and of requests that change
    /// something, what is measured, and the log. Secrets that <see cref="Core.Ports.ISecretMask"/> knows, and what has the form of one, are
    /// not in them.</summary>
    /// <param name="builder">The application's.</param>
    /// <param name="meters">The names of the meters whose values are sent.</param>
    /// <returns>What goes out.</returns>
    public static TelemetryExport AddTo(IHostApplicationBuilder builder, params string[] meters)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var wanted = Wanted(builder.Configuration);
        if (wanted != default)
        {
            // A class of its own: its types are loaded when it is.
            OtlpExport.Add(builder, wanted, meters);
        }

        return wanted;
    }

    /// <summary>Its endpoint is set, or the one for all, and its exporter is not another one.</summary>
    private static bool IsWanted(IConfiguration configuration, string signal) =>
        !string.IsNullOrWhiteSpace(configuration[$"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT"] ?? configuration[EndpointVariable])
            && (configuration[$"OTEL_{signal}_EXPORTER"] is not { } exporters || string.IsNullOrWhiteSpace(exporters)
                || exporters.Split(',', StringSplitOptions.TrimEntries).Contains("otlp", StringComparer.OrdinalIgnoreCase));
}
