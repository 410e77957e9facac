using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Slipway.Core.Ports;
using Slipway.Integrations.Telemetry;
using Slipway.Integrations.Tests.Steps;

namespace Slipway.Integrations.Tests.Telemetry;

/// <summary>What goes out, and what does not: through the real library, to a real HTTP server.</summary>
public sealed class TelemetryExportTests
{
    private const string Meter = "Slipway.Test";
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string Token = "ghp_0123456789abcdefghijklmnopqrstuvwxyz";
    private const string Known = "swordfish-of-the-host";

    [Theory]
    [InlineData("none of them", "")]
    [InlineData("traces metrics logs", Endpoint + "=http://x")]
    [InlineData("none of them", Endpoint + "= ")]
    [InlineData("none of them", Endpoint + "=http://x", "OTEL_SDK_DISABLED=TRUE")]
    [InlineData("traces metrics logs", Endpoint + "=http://x", "OTEL_SDK_DISABLED=false")]
    [InlineData("metrics logs", Endpoint + "=http://x", "OTEL_TRACES_EXPORTER=none")]
    [InlineData("traces", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=http://x")]
    [InlineData("metrics", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT=http://x", "OTEL_METRICS_EXPORTER=otlp")]
    [InlineData("logs", "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT=http://x", "OTEL_METRICS_EXPORTER=otlp")]
    [InlineData("traces logs", Endpoint + "=http://x", "OTEL_METRICS_EXPORTER=prometheus,console", "OTEL_LOGS_EXPORTER=console, otlp")]
    [InlineData("none of them", "OTEL_SERVICE_NAME=x")]
    public void The_variables_say_what_goes_out(string expected, params string[] variables)
    {
        var wanted = TelemetryExport.Wanted(Configuration(variables));

        var names = new[] { wanted.Traces ? "traces" : null, wanted.Metrics ? "metrics" : null, wanted.Logs ? "logs" : null };
        Assert.Equal(expected, wanted == default ? "none of them" : string.Join(' ', names.Where(name => name is not null)));
    }

    [Fact]
    public void Nothing_is_added_where_nothing_is_to_be_sent()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());

        TelemetryExport.AddTo(builder, Meter);

        Assert.DoesNotContain(builder.Services, service => service.ServiceType == typeof(IHostedService));
    }

    [Fact]
    public async Task What_is_secret_is_in_no_span_and_no_line_that_goes_out()
    {
        await using var receiver = await WebServer.StartAsync(200, "");
        using (var host = await StartAsync(receiver.Url))
        {
            using var source = new ActivitySource("Microsoft.DurableTask");
            using (var span = source.StartActivity($"step of {Known}")!)
            {
                span.SetTag("tag", $"a {Token} here").SetTag("count", 7L).SetTag("kept", "ordinary text")
                    .SetTag("url.query", "code=0123").SetStatus(ActivityStatusCode.Error, $"refused with {Known}");
            }

            var log = host.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Slipway.Test");
#pragma warning disable CA1848, CA2254, CA1873 // The forms that a line can have.
            log.LogWarning(Failure(), "Not with {Secret} nor {Count}, says {Object}.", Known, 42, new Uri($"https://me:{Known}@x.test/"));
            log.LogWarning($"Whole line with {Token}.");
#pragma warning restore CA1848, CA2254, CA1873
            await host.StopAsync();
        }

        var traces = Sent(receiver, "/v1/traces");
        var logs = Sent(receiver, "/v1/logs");
        Assert.Contains("step of ***", traces, StringComparison.Ordinal);
        Assert.Contains("refused with ***", traces, StringComparison.Ordinal);
        Assert.Contains("a [redacted] here", traces, StringComparison.Ordinal);
        Assert.Contains("ordinary text", traces, StringComparison.Ordinal);
        Assert.Contains("Not with *** nor 42", logs, StringComparison.Ordinal);
        Assert.Contains("Whole line with [redacted]", logs, StringComparison.Ordinal);
        Assert.Contains("System.InvalidOperationException", logs, StringComparison.Ordinal);
        Assert.Contains("thrown with ***", logs, StringComparison.Ordinal);
        Assert.Contains("because of [redacted]", logs, StringComparison.Ordinal);
        Assert.All([Known, Token, "code=0123"], secret => Assert.DoesNotContain(secret, traces + logs, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_request_that_changes_something_is_a_span_and_one_that_reads_is_none()
    {
        await using var receiver = await WebServer.StartAsync(200, "");
        using (var host = await StartAsync(receiver.Url))
        {
            using var source = new ActivitySource(RequestSpans.Source);
            foreach (var method in new[] { "POST", "GET" })
            {
                using var span = source.StartActivity("HttpRequestIn")!;
                span.SetTag("http.request.method", method).SetTag("url.path", $"/api/of-{method}");
            }

            await host.StopAsync();
        }

        var traces = Sent(receiver, "/v1/traces");
        Assert.Contains("/api/of-POST", traces, StringComparison.Ordinal);
        Assert.DoesNotContain("/api/of-GET", traces, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signal_that_is_not_wanted_does_not_go_out_with_the_others()
    {
        await using var receiver = await WebServer.StartAsync(200, "");
        using (var host = await StartAsync(receiver.Url, "OTEL_TRACES_EXPORTER=none", "OTEL_LOGS_EXPORTER=none"))
        {
            using var source = new ActivitySource("Microsoft.DurableTask");
            source.StartActivity("unwanted")?.Dispose();
            Measure();
            LogUnwanted(host.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Slipway.Test"));
            await host.StopAsync();
        }

        Assert.Contains("test_counter", Sent(receiver, "/v1/metrics"), StringComparison.Ordinal);
        Assert.DoesNotContain(receiver.Requests, request => !request.Path.StartsWith("/v1/metrics", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Headers_go_to_the_endpoint_and_not_to_where_it_redirects()
    {
        await using var other = await WebServer.StartAsync(200, "");
        await using var receiver = await WebServer.StartAsync(context =>
        {
            context.Response.Headers.Location = other.Url;
            return WebServer.AnswerAsync(context, 307, "");
        });
        using (var host = await StartAsync(receiver.Url, "OTEL_EXPORTER_OTLP_HEADERS=x-key=secret-of-headers"))
        {
            using var source = new ActivitySource("Microsoft.DurableTask");
            source.StartActivity("span")?.Dispose();
            Measure();
            await host.StopAsync();
        }

        Assert.Contains(receiver.Requests, request => request.Headers.GetValueOrDefault("x-key") == "secret-of-headers");
        Assert.Empty(other.Requests);
    }

    private static void Measure()
    {
        using var meter = new System.Diagnostics.Metrics.Meter(Meter);
        meter.CreateCounter<int>("test_counter").Add(1);
    }

    private static InvalidOperationException Failure() => new($"thrown with {Known}", new IOException($"because of {Token}"));

    private static void LogUnwanted(ILogger logger) =>
        LoggerMessage.Define(LogLevel.Warning, default, "unwanted")(logger, null);

    private static IConfiguration Configuration(params string[] variables) => new ConfigurationBuilder().AddInMemoryCollection(
        variables.Where(variable => variable.Length > 0).Select(variable => variable.Split('=', 2))
            .Select(parts => KeyValuePair.Create(parts[0], (string?)parts[1]))).Build();

    private static string Sent(WebServer receiver, string path) =>
        string.Concat(receiver.Requests.Where(request => request.Path == path).Select(request => request.Body));

    /// <summary>A host of nothing but what sends telemetry.</summary>
    private static async Task<IHost> StartAsync(string endpoint, params string[] variables)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddConfiguration(
            Configuration([$"{Endpoint}={endpoint}", "OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf", .. variables]));
        builder.Services.AddHttpClient();
        builder.Services.AddSingleton(TimeProvider.System).AddSingleton<ISecretMask, KnownSecret>();
        TelemetryExport.AddTo(builder, Meter);
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }

    private sealed class KnownSecret : ISecretMask
    {
        public Func<string, string> Current() => text => text.Replace(Known, "***", StringComparison.Ordinal);
    }
}
