using System.Text.Json;
using Azure.Storage.Queues;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Moq;
using Slipway.Core;
using Slipway.Core.Events;
using Slipway.Core.Ports;
using Slipway.Functions.Downstream;
using Slipway.Integrations.Queues;
using Slipway.Tests.Azurite;

namespace Slipway.Functions.Tests.Downstream;

public sealed class StorageEventQueueTests
{
    private static readonly WorkflowEvent Happened = WorkflowEvent.Create(
        7, EventType.Progress, Some.Id, Some.Time, new { message = "Wörking <&>." });

    [AzuriteFact]
    public async Task An_event_is_a_CloudEvent_in_a_queue_that_is_made_when_it_is_missing()
    {
        await using var azurite = await AzuriteProcess.StartAsync();

        await Queue(azurite.ConnectionString).SendAsync(Happened, CancellationToken.None);

        var read = new QueueClient(azurite.ConnectionString, "workflow-events");
        var message = JsonElement.Parse(Assert.Single((await read.ReceiveMessagesAsync()).Value).MessageText);
        Assert.Equal($"{Some.Id}/7", message.GetProperty("id").GetString());
        Assert.Equal("Wörking <&>.", message.GetProperty("data").GetProperty("message").GetString());
    }

    [AzuriteFact]
    public async Task Base64_is_an_option()
    {
        await using var azurite = await AzuriteProcess.StartAsync();

        await Queue(azurite.ConnectionString, base64: true).SendAsync(Happened, CancellationToken.None);

        var read = new QueueClient(azurite.ConnectionString, "workflow-events");
        var text = Assert.Single((await read.ReceiveMessagesAsync()).Value).MessageText;
        Assert.Equal(7, int.Parse(JsonElement.Parse(Convert.FromBase64String(text)).GetProperty("sequence").GetString()!));
    }

    [AzuriteFact]
    public async Task A_killed_service_is_an_error_and_takes_the_event_when_it_is_back()
    {
        await using var azurite = await AzuriteProcess.StartAsync();
        var queue = Queue(azurite.ConnectionString);
        await azurite.KillAsync();

        var error = await Assert.ThrowsAsync<SlipwayException>(() => queue.SendAsync(Happened, CancellationToken.None));
        await azurite.StartAgainAsync();
        await queue.SendAsync(Happened, CancellationToken.None);

        Assert.Equal(ErrorCodes.EventQueueFailed, error.Code);
        Assert.Contains("cannot be reached", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("AccountKey", error.Message, StringComparison.Ordinal);
        Assert.Single((await new QueueClient(azurite.ConnectionString, "workflow-events").ReceiveMessagesAsync()).Value);
    }

    [Fact]
    public void Without_a_connection_it_is_not_configured() => Assert.False(Queue(connectionString: null).IsConfigured);

    private static StorageEventQueue Queue(string? connectionString, bool base64 = false)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["Storage"] = connectionString }).Build();
        var options = new EventQueueOptions { Connection = connectionString is null ? null : "Storage", Base64 = base64 };
        return new StorageEventQueue(configuration, Options.Create(options), new CloudEvents(Mock.Of<IArtifactStore>()));
    }
}
