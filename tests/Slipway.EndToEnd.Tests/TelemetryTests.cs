using Slipway.Integrations.Tests.Steps;

namespace Slipway.EndToEnd.Tests;

/// <summary>A host whose environment says where telemetry goes, by OpenTelemetry's standard variables.</summary>
public sealed class TelemetryTests
{
    [Fact]
    public async Task The_spans_metrics_and_log_lines_of_a_lifecycle_arrive_where_the_variables_say()
    {
        await using var receiver = await WebServer.StartAsync(200, "");
        using var scene = new Scene();
        await using var host = await HostProcess.StartAsync(scene.Home, Environment(
            receiver.Url, ("OTEL_SERVICE_NAME", "ci-host"), ("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment=stage"),
            ("OTEL_EXPORTER_OTLP_HEADERS", "x-key=value-of-the-header")));

        var id = await scene.StartAsync(host);
        await Scene.UntilStateAsync(host, id, "COMPLETED");

        await UntilSentAsync(
            receiver, host, "/v1/traces", "ci-host", "stage", id, "create_orchestration:CiCdLifecycle", "orchestration:CiCdLifecycle",
            "activity:WritePlan", "activity:WriteCode", "activity:RunGate", "POST");
        await UntilSentAsync(
            receiver, host, "/v1/metrics", "ci-host", "workflow_total_executions", "workflow_step_duration_seconds",
            "slipway.localhost.commit.duration", "workflow_active_count", "completed", "lifecycle");
        await UntilSentAsync(receiver, host, "/v1/logs", "ci-host", "Listening on", "Slipway.LocalHost");
        Assert.All(receiver.Requests, request => Assert.Equal("value-of-the-header", request.Headers["x-key"]));
        Assert.DoesNotContain("value-of-the-header", host.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_receiver_that_refuses_is_told_of_once_and_workflows_go_on()
    {
        var refuses = true;
        await using var receiver = await WebServer.StartAsync(
            context => WebServer.AnswerAsync(context, Volatile.Read(ref refuses) ? 503 : 200, ""));
        using var scene = new Scene();
        await using var host = await HostProcess.StartAsync(scene.Home, Environment(receiver.Url));

        var id = await scene.StartAsync(host);
        await Scene.UntilStateAsync(host, id, "COMPLETED");
        await Poll.UntilAsync(() => Task.FromResult(receiver.Requests.Count), count => count >= 20, _ => host.Output);

        Assert.Equal(1, Lines(host, "Telemetry is not sent as it should be."));
        Volatile.Write(ref refuses, false);
        await Poll.UntilAsync(() => Task.FromResult(Lines(host, "Telemetry is sent again.")), count => count == 1, _ => host.Output);
    }

    [Theory]
    [InlineData(null, null, false)]
    [InlineData("OTEL_SDK_DISABLED", "true", false)]
    [InlineData("OTEL_SDK_DISABLED", "false", true)]
    public async Task What_sends_telemetry_is_loaded_only_where_some_is_to_be_sent(string? name, string? value, bool loaded)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        await using var receiver = await WebServer.StartAsync(200, "");
        using var scene = new Scene();
        await using var host = await HostProcess.StartAsync(scene.Home, name is null ? null : Environment(receiver.Url, (name, value!)));

        var files = await File.ReadAllTextAsync($"/proc/{host.Id}/maps");

        Assert.Contains("Slipway.Functions.dll", files, StringComparison.Ordinal);
        Assert.Equal(loaded, files.Contains("OpenTelemetry", StringComparison.Ordinal));
    }

    private static Dictionary<string, string> Environment(string endpoint, params (string Name, string Value)[] more)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = endpoint, ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "200", ["OTEL_BSP_SCHEDULE_DELAY"] = "200", ["OTEL_BLRP_SCHEDULE_DELAY"] = "200",
        };
        foreach (var (name, value) in more)
        {
            environment[name] = value;
        }

        return environment;
    }

    /// <summary>Texts are in Protobuf as they are.</summary>
    private static Task UntilSentAsync(WebServer receiver, HostProcess host, string path, params string[] texts) => Poll.UntilAsync(
        () => Task.FromResult(string.Concat(receiver.Requests.Where(request => request.Path == path).Select(request => request.Body))),
        sent => texts.All(text => sent.Contains(text, StringComparison.Ordinal)),
        sent => $"{string.Join(", ", texts.Where(text => !sent.Contains(text, StringComparison.Ordinal)))} missing.\n{host.Output}");

    private static int Lines(HostProcess host, string text) =>
        host.Output.Split('\n').Count(line => line.Contains(text, StringComparison.Ordinal));
}
