using Microsoft.DurableTask.Client.Entities;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging.Abstractions;
using Moq;
using Slipway.Core.Policies.Admission;
using Slipway.Functions.Api;
using Slipway.Functions.Entities;
using Slipway.Functions.Telemetry;

namespace Slipway.Functions.Tests.Api;

public sealed class HealthTests : IDisposable
{
    private readonly ApiScene _scene = new();
    private readonly WorkflowMeter _meter = new();
    private readonly Mock<HealthCheckService> _checks = new();
    private readonly HealthApi _api;

    public HealthTests()
    {
        Checks().ReturnsAsync(Report(HealthStatus.Healthy, null));
        _api = new(Hub(), _meter, Mock.Of<TimeProvider>(time => time.GetUtcNow() == Some.Time));
    }

    public void Dispose() => _meter.Dispose();

    [Fact]
    public async Task Health_counts_the_workflows_that_are_active_and_those_that_wait()
    {
        var queue = new AdmissionQueue();
        queue.Running.AddRange([new AdmissionRequest("a"), new AdmissionRequest("b")]);
        queue.Waiting.Add(new AdmissionRequest("c"));
        _meter.Executions.Add(1, new KeyValuePair<string, object?>("outcome", "failed"));
        Queue().ReturnsAsync(new EntityMetadata<AdmissionQueue>(Admission.Id, queue));

        var health = await _scene.AnswerAsync(scene => _api.GetAsync(scene.Request, scene.Client.Object));
        var ready = await _scene.AnswerAsync(scene => _api.ReadyAsync(scene.Request, scene.Client.Object));

        Assert.Equal((200, "healthy"), (health.Status, health.String("status")));
        Assert.Equal(2, health.Json.GetProperty("activeWorkflows").GetInt32());
        Assert.Equal(1, health.Json.GetProperty("queued").GetInt32());
        Assert.Equal(1, health.Json.GetProperty("metrics").GetProperty("totalExecutions").GetProperty("failed").GetInt32());
        Assert.Equal(Some.Time, health.Json.GetProperty("timestamp").GetDateTimeOffset());
        Assert.Equal((200, "ready"), (ready.Status, ready.String("status")));
    }

    [Fact]
    public async Task A_host_whose_task_hub_cannot_be_read_is_not_ready_but_lives_and_counts_and_tells_only_its_log_why()
    {
        Queue().ThrowsAsync(new InvalidOperationException("no route\nwith ghp_0123456789abcdefghijklmnopqrstuvwxyz"));

        var health = await _scene.AnswerAsync(scene => _api.GetAsync(scene.Request, scene.Client.Object));
        var ready = await _scene.AnswerAsync(scene => _api.ReadyAsync(scene.Request, scene.Client.Object));
        _meter.Executions.Add(1, new KeyValuePair<string, object?>("outcome", "failed"));
        var metrics = await _scene.AnswerAsync(scene => Metrics().GetAsync(scene.Request, scene.Client.Object));
        var live = await _scene.AnswerAsync(scene => Task.FromResult(_api.Live(scene.Request)));

        Assert.Equal((503, "unhealthy"), (health.Status, health.String("status")));
        Assert.Equal((503, "not_ready"), (ready.Status, ready.String("status")));
        Assert.Equal("The task hub cannot be read; the host's log says why.", ready.String("reason"));
        Assert.Equal(200, metrics.Status);
        Assert.Contains("workflow_total_executions{outcome=\"failed\"} 1", metrics.Text, StringComparison.Ordinal);
        Assert.Equal((200, "live"), (live.Status, live.String("status")));
    }

    [Fact]
    public async Task A_host_with_a_failing_check_says_what_the_check_says_and_still_counts()
    {
        var queue = new AdmissionQueue { Waiting = { new AdmissionRequest("a") } };
        Queue().ReturnsAsync(new EntityMetadata<AdmissionQueue>(Admission.Id, queue));
        Checks().ReturnsAsync(Report(HealthStatus.Unhealthy, "Failed to persist workflow state."));

        var health = await _scene.AnswerAsync(scene => _api.GetAsync(scene.Request, scene.Client.Object));
        var ready = await _scene.AnswerAsync(scene => _api.ReadyAsync(scene.Request, scene.Client.Object));
        var metrics = await _scene.AnswerAsync(scene => Metrics().GetAsync(scene.Request, scene.Client.Object));
        Checks().ReturnsAsync(Report(HealthStatus.Unhealthy, description: null));
        var unsaid = await _scene.AnswerAsync(scene => _api.ReadyAsync(scene.Request, scene.Client.Object));
        Checks().ReturnsAsync(Report(HealthStatus.Degraded, "Slow."));
        var slow = await _scene.AnswerAsync(scene => _api.ReadyAsync(scene.Request, scene.Client.Object));

        Assert.Equal((503, "Failed to persist workflow state."), (health.Status, health.String("reason")));
        Assert.Equal((503, "Failed to persist workflow state."), (ready.Status, ready.String("reason")));
        Assert.Contains("workflow_queued_count 1", metrics.Text, StringComparison.Ordinal);
        Assert.Equal("The health check 'store' fails; the host's log says why.", unsaid.String("reason"));
        Assert.Equal(200, slow.Status);
    }

    [Fact]
    public async Task The_app_answers_all_three_without_a_key()
    {
        await using var app = await AppScene.StartAsync();
        using var http = new HttpClient { BaseAddress = app.Fixture.Url };

        foreach (var path in new[] { "health", "health/live", "health/ready" })
        {
            using var answer = await http.GetAsync($"/api/{path}");
            Assert.Equal(200, (int)answer.StatusCode);
        }
    }

    private MetricsApi Metrics() => new(_meter, Hub());

    private HubHealth Hub() => new(_checks.Object, TimeProvider.System, NullLogger<HubHealth>.Instance);

    private static HealthReport Report(HealthStatus status, string? description) => new(
        new Dictionary<string, HealthReportEntry>
        {
            ["other"] = new(HealthStatus.Healthy, "All is well.", TimeSpan.Zero, exception: null, data: null),
            ["store"] = new(status, description, TimeSpan.Zero, exception: null, data: null),
        },
        TimeSpan.Zero);

    private Moq.Language.Flow.ISetup<HealthCheckService, Task<HealthReport>> Checks() => _checks
        .Setup(checks => checks.CheckHealthAsync(It.IsAny<Func<HealthCheckRegistration, bool>?>(), It.IsAny<CancellationToken>()));

    private Moq.Language.Flow.ISetup<DurableEntityClient, Task<EntityMetadata<AdmissionQueue>?>> Queue() => _scene.Entities
        .Setup(entities => entities.GetEntityAsync<AdmissionQueue>(Admission.Id, true, It.IsAny<CancellationToken>()));
}
