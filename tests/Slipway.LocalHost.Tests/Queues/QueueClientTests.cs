using Azure;
using Azure.Storage.Queues;
using Slipway.Tests.Azurite;

namespace Slipway.LocalHost.Tests.Queues;

/// <summary>The client against Azurite, which checks its signatures.</summary>
public sealed class QueueClientTests
{
    [AzuriteFact]
    public async Task A_message_is_sent_received_changed_and_deleted()
    {
        await using var azurite = await AzuriteProcess.StartAsync();
        var queue = await QueueAsync(azurite);

        var sent = (await queue.SendMessageAsync("<a> & \"b\" — ü\n{\"x\":1}")).Value;
        var peeked = Assert.Single((await queue.PeekMessagesAsync(32)).Value);
        var received = Assert.Single((await queue.ReceiveMessagesAsync(32, TimeSpan.FromMinutes(10))).Value);
        Assert.Empty((await queue.ReceiveMessagesAsync()).Value);
        var updated = received.Update(
            await queue.UpdateMessageAsync(received.MessageId, received.PopReceipt, "changed", TimeSpan.Zero));
        var again = Assert.Single((await queue.ReceiveMessagesAsync(CancellationToken.None)).Value);
        var stale = await Assert.ThrowsAsync<RequestFailedException>(
            () => queue.DeleteMessageAsync(received.MessageId, received.PopReceipt));
        await queue.DeleteMessageAsync(again.MessageId, again.PopReceipt);

        Assert.Equal("<a> & \"b\" — ü\n{\"x\":1}", received.MessageText);
        Assert.Equal(received.MessageText, peeked.MessageText);
        Assert.Equal(sent.MessageId, received.MessageId);
        Assert.Equal(1, received.DequeueCount);
        Assert.NotEqual(received.PopReceipt, updated.PopReceipt);
        Assert.Equal(("changed", 2), (again.MessageText, again.DequeueCount));
        Assert.Equal("PopReceiptMismatch", stale.ErrorCode);
        Assert.Equal(0, (await queue.GetPropertiesAsync()).Value.ApproximateMessagesCount);
    }

    [AzuriteFact]
    public async Task Base64_carries_any_bytes_and_others_see_it_as_Base64()
    {
        await using var azurite = await AzuriteProcess.StartAsync();
        var encoded = await QueueAsync(azurite, QueueMessageEncoding.Base64);
        var plain = new QueueClient(azurite.ConnectionString, "events");
        byte[] bytes = [0, 1, 2, 255];

        await encoded.SendMessageAsync(new BinaryData(bytes), timeToLive: TimeSpan.FromSeconds(-1));

        Assert.Equal("AAEC/w==", Assert.Single((await plain.PeekMessagesAsync()).Value).MessageText);
        var received = Assert.Single((await encoded.ReceiveMessagesAsync()).Value);
        Assert.Equal(bytes, received.Body.ToArray());
        Assert.Equal(9999, received.ExpiresOn!.Value.Year);
    }

    [AzuriteFact]
    public async Task A_queue_is_made_once_and_its_absence_has_a_name()
    {
        await using var azurite = await AzuriteProcess.StartAsync();
        var queue = new QueueClient(azurite.ConnectionString, "events");

        var missing = await Assert.ThrowsAsync<RequestFailedException>(() => queue.SendMessageAsync("x"));
        Assert.False(await queue.ExistsAsync());
        Assert.NotNull(await queue.CreateIfNotExistsAsync(new Dictionary<string, string> { ["owner"] = "tests" }));
        Assert.Null(await queue.CreateIfNotExistsAsync());
        Assert.True(await queue.ExistsAsync());
        Assert.True(await queue.DeleteIfExistsAsync());
        Assert.False(await queue.DeleteIfExistsAsync());

        Assert.Equal((404, "QueueNotFound"), (missing.Status, missing.ErrorCode));
        Assert.Equal(("devstoreaccount1", "events"), (queue.AccountName, queue.Name));
    }

    [AzuriteFact]
    public async Task One_message_is_received_or_looked_at_or_none_and_a_queue_is_cleared_and_deleted()
    {
        await using var azurite = await AzuriteProcess.StartAsync();
        var queue = new QueueClient(azurite.ConnectionString, "events");
        await queue.CreateAsync();
        await queue.CreateAsync();
        await queue.SendMessageAsync("first");
        await queue.SendMessageAsync("second");

        Assert.Equal("first", (await queue.PeekMessageAsync()).Value.MessageText);
        Assert.Equal("first", (await queue.ReceiveMessageAsync(TimeSpan.FromMinutes(5))).Value.MessageText);
        Assert.Equal("second", (await queue.ReceiveMessageAsync()).Value.MessageText);
        Assert.Null((await queue.ReceiveMessageAsync()).Value);
        Assert.Null((await queue.PeekMessageAsync()).Value);
        await queue.ClearMessagesAsync();
        Assert.Equal(0, (await queue.GetPropertiesAsync()).Value.ApproximateMessagesCount);
        await queue.DeleteAsync();
        Assert.Equal(404, (await Assert.ThrowsAsync<RequestFailedException>(() => queue.DeleteAsync())).Status);
    }

    [AzuriteFact]
    public async Task What_is_too_large_or_signed_with_another_key_is_refused()
    {
        await using var azurite = await AzuriteProcess.StartAsync();
        var queue = await QueueAsync(azurite);
        var stranger = new QueueClient(
            azurite.ConnectionString.Replace("AccountKey=Eby8", "AccountKey=AAAA", StringComparison.Ordinal), "events");

        await queue.SendMessageAsync(new string('a', queue.MessageMaxBytes));
        var large = await Assert.ThrowsAsync<RequestFailedException>(() => queue.SendMessageAsync(new string('a', 65 * 1024)));
        var wrong = await Assert.ThrowsAsync<RequestFailedException>(() => stranger.SendMessageAsync("x"));

        Assert.True(large.Status is 400 or 413, $"{large.Status} {large.ErrorCode}");
        Assert.Equal(403, wrong.Status);
    }

    private static async Task<QueueClient> QueueAsync(AzuriteProcess azurite, QueueMessageEncoding encoding = QueueMessageEncoding.None)
    {
        var queue = new QueueClient(azurite.ConnectionString, "events", new QueueClientOptions { MessageEncoding = encoding });
        await queue.CreateIfNotExistsAsync();
        return queue;
    }
}
