using Azure.Storage.Queues;

namespace EventConsumers;

/// <summary>Copies each event to a queue of each consumer: a storage queue gives a message to one reader only.</summary>
public sealed class FanOut
{
    private readonly IReadOnlyList<QueueClient> _queues;

    private FanOut(IReadOnlyList<QueueClient> queues) => _queues = queues;

    public static async Task<Func<CloudEvent, string, Task>> ToAsync(IEnumerable<QueueClient> queues)
    {
        var fanOut = new FanOut([.. queues]);
        foreach (var queue in fanOut._queues)
        {
            await queue.CreateIfNotExistsAsync();
        }

        return fanOut.HandleAsync;
    }

    private async Task HandleAsync(CloudEvent happened, string message)
    {
        foreach (var queue in _queues)
        {
            await queue.SendMessageAsync(message, timeToLive: TimeSpan.FromSeconds(-1));
        }
    }
}
