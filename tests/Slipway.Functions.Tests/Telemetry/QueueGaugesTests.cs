using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Client.Entities;
using Microsoft.Extensions.Logging.Abstractions;
using Moq;
using Slipway.Core.Policies.Admission;
using Slipway.Core.Ports;
using Slipway.Functions.Activities;
using Slipway.Functions.Entities;
using Slipway.Functions.Telemetry;

namespace Slipway.Functions.Tests.Telemetry;

public sealed class QueueGaugesTests : IDisposable
{
    private readonly WorkflowMeter _meter = new();
    private readonly Mock<DurableEntityClient> _entities = new("test");
    private readonly Mock<DurableTaskClient> _client = new("test");

    public QueueGaugesTests()
    {
        var queue = new AdmissionQueue();
        queue.Running.AddRange([new AdmissionRequest("a"), new AdmissionRequest("b")]);
        queue.Waiting.Add(new AdmissionRequest("c"));
        _client.Setup(client => client.Entities).Returns(_entities.Object);
        _entities.Setup(entities => entities.GetEntityAsync<AdmissionQueue>(Admission.Id, It.IsAny<bool>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(new EntityMetadata<AdmissionQueue>(Admission.Id, queue));
    }

    public void Dispose() => _meter.Dispose();

    [Fact]
    public async Task Gauges_are_read_by_the_client_that_events_came_with()
    {
        var health = Some.Hub();
        using var gauges = new QueueGauges(_meter, health, TimeProvider.System);
        var publish = new PublishEvents(Mock.Of<IEventQueue>(), new EventMetrics(_meter, NullLogger<EventMetrics>.Instance), health);
        await publish.RunAsync(new PublishEventsInput([]), _client.Object, CancellationToken.None);

        await gauges.ReadAsync(CancellationToken.None);

        Assert.Contains("workflow_active_count 2\n", _meter.Book.Write(), StringComparison.Ordinal);
        Assert.Contains("workflow_queued_count 1\n", _meter.Book.Write(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Until_the_task_hub_was_read_a_gauge_has_no_value_rather_than_a_wrong_one()
    {
        using var gauges = new QueueGauges(_meter, Some.Hub(), TimeProvider.System);

        await gauges.ReadAsync(CancellationToken.None);

        Assert.DoesNotContain("workflow_active_count 0", _meter.Book.Write(), StringComparison.Ordinal);
        Assert.DoesNotContain("workflow_active_count 2", _meter.Book.Write(), StringComparison.Ordinal);
    }
}
