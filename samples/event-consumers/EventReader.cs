using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;

namespace EventConsumers;

/// <summary>
/// Reads a queue and hands on each event once, as far as this process remembers: the queue gives a message at least once. What cannot be
/// handled is tried again, and after five times moved to the poison queue, where somebody can look at it.
/// </summary>
public sealed class EventReader(QueueClient queue, QueueClient poison, Func<CloudEvent, string, Task> handle)
{
    private const int MaxTries = 5;
    private const int MaxRemembered = 100_000;

    private static readonly TimeSpan Hidden = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan BeforeNextTry = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan WhenEmpty = TimeSpan.FromSeconds(1);

    private readonly HashSet<string> _handled = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    public async Task RunAsync(bool untilEmpty, CancellationToken stop)
    {
        await queue.CreateIfNotExistsAsync(cancellationToken: stop);
        await poison.CreateIfNotExistsAsync(cancellationToken: stop);
        try
        {
            while (!stop.IsCancellationRequested)
            {
                var messages = (await queue.ReceiveMessagesAsync(16, Hidden, stop)).Value;
                foreach (var message in messages)
                {
                    await TakeAsync(message, stop);
                }

                if (messages.Length == 0)
                {
                    if (untilEmpty && (await queue.GetPropertiesAsync(stop)).Value.ApproximateMessagesCount == 0)
                    {
                        return;
                    }

                    await Task.Delay(WhenEmpty, stop);
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Ctrl+C. What was not finished is seen again.
        }
    }

    private async Task TakeAsync(QueueMessage message, CancellationToken stop)
    {
        if (message.DequeueCount > MaxTries)
        {
            await poison.SendMessageAsync(message.MessageText, timeToLive: TimeSpan.FromSeconds(-1), cancellationToken: stop);
            await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt, stop);
            Console.Error.WriteLine($"Message {message.MessageId} failed {MaxTries} times and is in {poison.Name} now.");
            return;
        }

        try
        {
            var happened = CloudEvent.Parse(message.MessageText);
            if (!_handled.Contains(happened.Id))
            {
                await handle(happened, message.MessageText);
                Remember(happened.Id);
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            Console.Error.WriteLine($"Message {message.MessageId}, try {message.DequeueCount} of {MaxTries}: {exception.Message}");
            await queue.UpdateMessageAsync(
                message.MessageId, message.PopReceipt, message.MessageText, BeforeNextTry, stop);
            return;
        }

        await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt, stop);
    }

    private void Remember(string id)
    {
        _handled.Add(id);
        _order.Enqueue(id);
        if (_order.Count > MaxRemembered)
        {
            _handled.Remove(_order.Dequeue());
        }
    }
}
