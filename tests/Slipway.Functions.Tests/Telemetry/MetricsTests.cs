using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging.Abstractions;
using Moq;
using Slipway.Core.Events;
using Slipway.Functions.Telemetry;
using Slipway.Functions.Tests.Api;

namespace Slipway.Functions.Tests.Telemetry;

public sealed class MetricsTests : IDisposable
{
    private readonly WorkflowMeter _meter = new();
    private readonly EventMetrics _metrics;
    private readonly Mock<DurableTaskClient> _client = new("test");
    private long _sequence;

    public MetricsTests()
    {
        _metrics = new EventMetrics(_meter, NullLogger<EventMetrics>.Instance);
        _client.Setup(client => client.GetInstanceAsync(Some.Id, true, It.IsAny<CancellationToken>()))
            .ReturnsAsync(ApiScene.Metadata(Some.Id, Some.Request(), OrchestrationRuntimeStatus.Running));
    }

    public void Dispose() => _meter.Dispose();

    [Fact]
    public async Task The_ends_of_workflows_are_counted_and_timed_by_outcome_and_definition()
    {
        await NoteAsync(After(90, EventType.WorkflowCompleted, new { }));

        Has("""workflow_total_executions{outcome="completed",definition="lifecycle"} 1""");
        Has("""workflow_duration_seconds_bucket{outcome="completed",definition="lifecycle",le="60"} 0""");
        Has("""workflow_duration_seconds_bucket{outcome="completed",definition="lifecycle",le="300"} 1""");
        Has("""workflow_duration_seconds_sum{outcome="completed",definition="lifecycle"} 90""");
        Has("""workflow_context_bytes_count 1""");
    }

    [Fact]
    public async Task A_workflow_that_cannot_be_read_is_counted_all_the_same()
    {
        _client.Setup(client => client.GetInstanceAsync(Some.Id, true, It.IsAny<CancellationToken>()))
            .ThrowsAsync(new InvalidOperationException("away"));

        await NoteAsync(After(90, EventType.WorkflowCompleted, new { }));

        Has("""workflow_total_executions{outcome="completed",definition="unknown"} 1""");
    }

    [Fact]
    public async Task Steps_that_fail_are_counted_by_category_and_agent_and_timed()
    {
        await NoteAsync(
            After(0, EventType.StepStarted, new { step = "code", agent = "first" }),
            After(2, EventType.StepFailed, new { step = "code", durationMs = 1_500, category = "rate_limited" }),
            After(2, EventType.StepRetry, new { step = "code" }),
            After(3, EventType.StepFailed, new { step = "tests", category = "transient" }),
            After(4, EventType.StepCompleted, new { step = "lint", durationMs = 200, passed = false }));

        Has("""workflow_step_failures_total{category="rate_limited",agent="first"} 1""");
        Has("""workflow_step_failures_total{category="transient",agent=""} 1""");
        Has("""workflow_step_retries_total{agent="first"} 1""");
        Has("""workflow_step_duration_seconds_sum{step="code",outcome="failed"} 1.5""");
        Has("""workflow_step_duration_seconds_count{step="lint",outcome="failed"} 1""");
    }

    [Fact]
    public async Task The_wait_for_the_first_step_is_measured_once()
    {
        await NoteAsync(
            After(0, EventType.WorkflowStarted, new { }),
            After(40, EventType.StepStarted, new { step = "plan" }),
            After(90, EventType.StepStarted, new { step = "code" }));

        Has("workflow_queue_wait_seconds_sum 40");
        Has("workflow_queue_wait_seconds_count 1");
    }

    [Fact]
    public async Task An_event_that_is_published_twice_counts_once()
    {
        var end = After(1, EventType.WorkflowFailed, new { });

        await NoteAsync(end);
        await NoteAsync(end);

        Assert.Equal(1, _meter.Book.SumBy(WorkflowMeter.TotalExecutions, "outcome")["failed"]);
    }

    [Fact]
    public void Labels_are_escaped_and_more_of_them_than_are_kept_share_a_series()
    {
        _meter.StepRetries.Add(1, Agent("a\"b\\c\nd"));
        for (var i = 0; i < MetricFamily.MaxSeries + 1; i++)
        {
            _meter.StepRetries.Add(1, Agent($"agent{i}"));
        }

        Has("""workflow_step_retries_total{agent="a\"b\\c\nd"} 1""");
        Has("""workflow_step_retries_total{agent="other"} 2""");
    }

    [Fact]
    public async Task The_app_tells_what_its_workflows_did()
    {
        await using var app = await AppScene.StartAsync();
        await app.SendAsync(
            HttpMethod.Post, "workflows?wait=60", """{"definition": {"id": "quick", "steps": [{"id": "a", "uses": "set"}]}}""");

        var metrics = (await app.GetAsync("metrics")).Text.Split('\n');

        Assert.Contains("# TYPE workflow_active_count gauge", metrics);
        Assert.Contains("workflow_active_count 0", metrics);
        Assert.Contains("# TYPE workflow_total_executions counter", metrics);
        Assert.Contains("""workflow_total_executions{outcome="completed",definition="quick"} 1""", metrics);
        Assert.Contains("""workflow_step_duration_seconds_count{step="a",outcome="completed"} 1""", metrics);
    }

    private static KeyValuePair<string, object?> Agent(string name) => new("agent", name);

    private WorkflowEvent After(double seconds, string type, object data) =>
        WorkflowEvent.Create(++_sequence, type, Some.Id, Some.Time.AddSeconds(seconds), data);

    private Task NoteAsync(params WorkflowEvent[] events) => _metrics.NoteAsync(events, _client.Object, CancellationToken.None);

    private void Has(string line) => Assert.Contains(line, _meter.Book.Write().Split('\n'));
}
