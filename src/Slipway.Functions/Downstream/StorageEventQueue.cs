using Azure;
using Azure.Storage.Queues;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Slipway.Core;
using Slipway.Core.Events;
using Slipway.Core.Policies;
using Slipway.Core.Ports;
using Slipway.Integrations.Queues;

namespace Slipway.Functions.Downstream;

/// <summary>Sends events to an Azure Storage queue, which is made when it is missing. Messages never expire.</summary>
/// <remarks>A message that the queue will never take must not keep back those after it: it goes as a reference, and if even that is
/// refused, to the queue's <c>-poison</c> queue.</remarks>
internal sealed class StorageEventQueue : IEventQueue
{
    private const int NotFound = 404;
    private const int LongestName = 63;
    private const string PoisonSuffix = "-poison";
    private static readonly TimeSpan NoAnswer = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Never = TimeSpan.FromSeconds(-1);

    private readonly CloudEvents _cloudEvents;
    private readonly QueueClient? _queue;
    private readonly QueueClient? _poison;
    private readonly int _maxBytes;

    public StorageEventQueue(IConfiguration configuration, IOptions<EventQueueOptions> options, CloudEvents cloudEvents)
    {
        _cloudEvents = cloudEvents;
        if (EventQueueOptionsValidator.ConnectionString(configuration, options.Value) is { } connectionString)
        {
            _queue = Client(connectionString, options.Value);
            _poison = Client(connectionString, options.Value.Base64, PoisonOf(options.Value.Queue));
            _maxBytes = options.Value.Base64 ? _queue.MessageMaxBytes / 4 * 3 : _queue.MessageMaxBytes;
        }
    }

    public bool IsConfigured => _queue is not null;

    public async Task SendAsync(WorkflowEvent happened, CancellationToken cancellationToken)
    {
        if (_queue is null)
        {
            throw new InvalidOperationException("No event queue is configured.");
        }

        try
        {
            await SendAsync(_queue, happened, cancellationToken);
        }
        catch (RequestFailedException exception)
        {
            throw Failed(_queue, exception.Status == 0 ? "it cannot be reached" : $"{exception.Status} {exception.ErrorCode}", exception);
        }
        catch (AggregateException exception)
        {
            // What the client throws when every retry failed to connect.
            throw Failed(_queue, "it cannot be reached", exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw Failed(_queue, $"it did not answer within {NoAnswer.TotalSeconds:0} s", exception);
        }
    }

    private async Task SendAsync(QueueClient queue, WorkflowEvent happened, CancellationToken cancellationToken)
    {
        try
        {
            await SendAsync(queue, await _cloudEvents.WriteAsync(happened, _maxBytes, cancellationToken), cancellationToken);
        }
        catch (RequestFailedException exception) when (IsAboutTheMessage(exception))
        {
            var reference = await _cloudEvents.WriteAsync(happened, maxBytes: 0, cancellationToken);
            try
            {
                await SendAsync(queue, reference, cancellationToken);
            }
            catch (RequestFailedException again) when (IsAboutTheMessage(again))
            {
                await SendAsync(_poison!, reference, cancellationToken);
            }
        }
    }

    /// <summary>Whether the same message will be refused again, for what it is.</summary>
    private static bool IsAboutTheMessage(RequestFailedException exception) => exception.Status is 400 or 413;

    private static string PoisonOf(string queue) =>
        queue[..Math.Min(queue.Length, LongestName - PoisonSuffix.Length)].TrimEnd('-') + PoisonSuffix;

    /// <summary>The client of a queue: it gives up soon, for whoever sends tries again by itself.</summary>
    internal static QueueClient Client(string connectionString, EventQueueOptions options) =>
        Client(connectionString, options.Base64, options.Queue);

    private static QueueClient Client(string connectionString, bool base64, string name)
    {
        // A version that both the service and Azurite of today know.
        var client = new QueueClientOptions(QueueClientOptions.ServiceVersion.V2025_07_05)
        {
            MessageEncoding = base64 ? QueueMessageEncoding.Base64 : QueueMessageEncoding.None,
            Retry = { MaxRetries = 1, NetworkTimeout = NoAnswer },
        };
        return new QueueClient(connectionString, name, client);
    }

    private static async Task SendAsync(QueueClient queue, string message, CancellationToken cancellationToken)
    {
        try
        {
            await queue.SendMessageAsync(message, timeToLive: Never, cancellationToken: cancellationToken);
        }
        catch (RequestFailedException exception) when (exception.Status == NotFound)
        {
            await queue.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
            await queue.SendMessageAsync(message, timeToLive: Never, cancellationToken: cancellationToken);
        }
    }

    private static SlipwayException Failed(QueueClient queue, string why, Exception exception) => new(
        ErrorCodes.EventQueueFailed,
        $"The event queue '{queue.Name}' of account '{queue.AccountName}' did not take an event: {why}.",
        ErrorCategory.Transient,
        exception);
}
