using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Slipway.Integrations.Telemetry;

/// <summary>Wires OpenTelemetry's library up. Nothing else names its types, except what it calls.</summary>
internal static class OtlpExport
{
    // Requests that change something are spans as well: what they start is below them, and would be left out with them.
    private static readonly string[] Sources = ["Microsoft.DurableTask", RequestSpans.Source];

    private static readonly string[] Clients = ["OtlpTraceExporter", "OtlpMetricExporter"];

    /// <summary>Adds what sends telemetry.</summary>
    public static void Add(IHostApplicationBuilder builder, TelemetryExport wanted, string[] meters)
    {
        var services = builder.Services;
        services.AddSingleton<TelemetryMask>().AddSingleton(new ExportEvents());
        services.AddHostedService<ExportTrouble>();
        foreach (var client in Clients)
        {
            // As the library's own clients: headers, which may hold a key, go to the endpoint and nowhere else.
            services.AddHttpClient(client)
                .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false });
        }

        services.AddOpenTelemetry()
            .ConfigureResource(Describe)
            .WithTracing(traces => Add(traces, wanted.Traces))
            .WithMetrics(metrics => metrics.AddMeter(wanted.Metrics ? meters : []))
            .WithLogging(
                logs => logs.AddProcessor(provider => new LogRedaction(provider)), options => options.IncludeFormattedMessage = true)
            .UseOtlpExporter();
        if (!wanted.Logs)
        {
            builder.Logging.AddFilter<OpenTelemetryLoggerProvider>((_, _) => false);
        }
    }

    private static void Add(TracerProviderBuilder traces, bool wanted)
    {
        if (wanted)
        {
            RequestSpans.Describe();
            traces.AddSource(Sources).AddProcessor<RequestSpans>().AddProcessor<SpanRedaction>();
        }
    }

    /// <summary>Whose telemetry it is; what the variables say of it comes last, and wins.</summary>
    private static void Describe(ResourceBuilder resource) => resource.Clear()
        .AddService("slipway", serviceVersion: typeof(OtlpExport).Assembly.GetName().Version!.ToString(3))
        .AddTelemetrySdk()
        .AddEnvironmentVariableDetector();
}
