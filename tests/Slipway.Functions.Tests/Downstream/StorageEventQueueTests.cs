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
using Slipway.Integrations.Tests.Steps;
using Slipway.Tests.Azurite;

namespace Slipway.Functions.Tests.Downstream;

public sealed class StorageEventQueueTests
{
    private const string Taken = """
        <?xml version="1.0" encoding="utf-8"?><QueueMessagesList><QueueMessage><MessageId>1</MessageId>
        <InsertionTime>Tue, 01 Jan 2030 00:00:00 GMT</InsertionTime><ExpirationTime>Fri, 31 Dec 9999 23:59:59 GMT</ExpirationTime>
        <PopReceipt>1</PopReceipt><TimeNextVisible>Tue, 01 Jan 2030 00:00:00 GMT</TimeNextVisible></QueueMessage></QueueMessagesList>
        """;

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

    [Theory]
    [InlineData(413, true, "workflow-events event", "workflow-events reference")]
    [InlineData(400, false, "workflow-events event", "workflow-events reference", "workflow-events-poison reference")]
    public async Task A_message_that_is_refused_for_what_it_is_goes_as_a_reference_or_aside_and_keeps_nothing_back(
        int status, bool takesReferences, params string[] expected)
    {
        var sent = new List<string>();
        WebServer? service = null;
        service = await WebServer.StartAsync(async context =>
        {
            var queue = context.Request.Path.Value!.Split('/')[2];
            var isPoison = queue != "workflow-events";
            var isReference = isPoison || service!.Requests.Last().Body.Contains("dataref", StringComparison.Ordinal);
            sent.Add($"{queue} {(isReference ? "reference" : "event")}");
            var isTaken = isPoison || (isReference && takesReferences);
            await WebServer.AnswerAsync(context, isTaken ? 201 : status, isTaken ? Taken : "", "application/xml");
        });
        await using var stops = service;

        await Queue(
            "DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey=a2V5;"
            + $"QueueEndpoint={service.Url}/devstoreaccount1;").SendAsync(Happened, CancellationToken.None);

        Assert.Equal(expected, sent);
    }

    [Fact]
    public void Without_a_connection_it_is_not_configured() => Assert.False(Queue(connectionString: null).IsConfigured);

    private static StorageEventQueue Queue(string? connectionString, bool base64 = false)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["Storage"] = connectionString }).Build();
        var options = new EventQueueOptions { Connection = connectionString is null ? null : "Storage", Base64 = base64 };
        var artifacts = new Mock<IArtifactStore>();
        artifacts.Setup(store => store.SaveAsync(
            It.IsAny<string>(), It.IsAny<string>(), It.IsAny<Stream>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(Some.Artifact("event-7.json"));
        return new StorageEventQueue(configuration, Options.Create(options), new CloudEvents(artifacts.Object));
    }
}
