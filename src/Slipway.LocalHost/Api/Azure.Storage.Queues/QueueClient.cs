using System.Globalization;
using System.Text;
using Azure.Core;
using Azure.Storage.Queues.Models;
using Slipway.LocalHost.Queues;

namespace Azure.Storage.Queues;

/// <summary>One queue of an Azure Storage account, or of Azurite. Thread-safe.</summary>
/// <remarks>Every method throws <see cref="RequestFailedException"/>, with the service's status and error code, when the service refuses
/// or cannot be reached after the retries of the options.</remarks>
public class QueueClient
{
    private static readonly int[] Created = [201];
    private static readonly int[] Ok = [200];
    private static readonly int[] NoContent = [204];

    private readonly QueueRequests _requests = null!;
    private readonly QueueMessageEncoding _encoding;

    protected QueueClient()
    {
    }

    public QueueClient(string connectionString, string queueName)
        : this(connectionString, queueName, new QueueClientOptions())
    {
    }

    /// <exception cref="FormatException">The connection string is not one.</exception>
    public QueueClient(string connectionString, string queueName, QueueClientOptions options)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(queueName);
        options ??= new QueueClientOptions();
        var connection = QueueConnection.Parse(connectionString);
        _encoding = options.MessageEncoding;
        _requests = new QueueRequests(new Uri($"{connection.Endpoint}/{queueName}"), connection, connection.Signature, options);
        AccountName = connection.Account;
        Name = queueName;
    }

    /// <summary>A queue by its address, with a shared access signature as its query or none.</summary>
    public QueueClient(Uri queueUri, QueueClientOptions options = null!)
    {
        ArgumentNullException.ThrowIfNull(queueUri);
        options ??= new QueueClientOptions();
        var path = queueUri.AbsolutePath.Trim('/').Split('/');
        _encoding = options.MessageEncoding;
        _requests = new QueueRequests(
            new Uri(queueUri.GetLeftPart(UriPartial.Path).TrimEnd('/')), connection: null,
            queueUri.Query.TrimStart('?') is { Length: > 0 } query ? query : null, options);
        AccountName = path.Length > 1 ? path[0] : queueUri.Host.Split('.')[0];
        Name = path[^1];
    }

    public virtual string AccountName { get; } = null!;

    public virtual string Name { get; } = null!;

    public virtual Uri Uri => _requests.Queue;

    /// <summary>The most bytes of a message as it is written, Base64 counted: 64 KiB.</summary>
    public virtual int MessageMaxBytes => 64 * 1024;

    /// <summary>The most messages that one request receives or looks at.</summary>
    public virtual int MaxPeekableMessages => 32;

    /// <summary>Makes the queue; one that is there with the same metadata is no error.</summary>
    public virtual Task<Response> CreateAsync(
        IDictionary<string, string> metadata = null!, CancellationToken cancellationToken = default) =>
        _requests.SendAsync(RequestMethod.Put, string.Empty, body: null, [201, 204], cancellationToken, metadata);

    public virtual Task<Response> DeleteAsync(CancellationToken cancellationToken = default) =>
        _requests.SendAsync(RequestMethod.Delete, string.Empty, body: null, NoContent, cancellationToken);

    /// <summary>Makes the queue.</summary>
    /// <returns>The answer; null when there was one before.</returns>
    public virtual async Task<Response> CreateIfNotExistsAsync(
        IDictionary<string, string> metadata = null!, CancellationToken cancellationToken = default)
    {
        // 204: it is there, with the same metadata. 409: it is there, with others.
        var response = await _requests.SendAsync(
            RequestMethod.Put, string.Empty, body: null, [201, 204, 409], cancellationToken, metadata).ConfigureAwait(false);
        return response.Status switch
        {
            201 => response,
            409 when !IsThere(response) => throw new RequestFailedException(response),
            _ => null!,
        };
    }

    public virtual async Task<Response<bool>> DeleteIfExistsAsync(CancellationToken cancellationToken = default)
    {
        var response = await _requests.SendAsync(RequestMethod.Delete, string.Empty, body: null, [204, 404], cancellationToken)
            .ConfigureAwait(false);
        return Response.FromValue(response.Status == 204, response);
    }

    public virtual async Task<Response<bool>> ExistsAsync(CancellationToken cancellationToken = default)
    {
        var response = await _requests.SendAsync(RequestMethod.Get, "?comp=metadata", body: null, [200, 404], cancellationToken)
            .ConfigureAwait(false);
        return Response.FromValue(response.Status == 200, response);
    }

    public virtual async Task<Response<QueueProperties>> GetPropertiesAsync(CancellationToken cancellationToken = default)
    {
        var response = await _requests.SendAsync(RequestMethod.Get, "?comp=metadata", body: null, Ok, cancellationToken)
            .ConfigureAwait(false);
        response.Headers.TryGetValue("x-ms-approximate-messages-count", out var text);
        _ = int.TryParse(text, CultureInfo.InvariantCulture, out var count);
        return Response.FromValue(new QueueProperties { ApproximateMessagesCount = count }, response);
    }

    public virtual Task<Response<SendReceipt>> SendMessageAsync(string messageText) =>
        SendMessageAsync(messageText, visibilityTimeout: null);

    public virtual Task<Response<SendReceipt>> SendMessageAsync(string messageText, CancellationToken cancellationToken = default) =>
        SendMessageAsync(messageText, visibilityTimeout: null, timeToLive: null, cancellationToken);

    public virtual Task<Response<SendReceipt>> SendMessageAsync(
        string messageText, TimeSpan? visibilityTimeout = null, TimeSpan? timeToLive = null,
        CancellationToken cancellationToken = default) =>
        SendMessageAsync(new BinaryData(messageText ?? string.Empty), visibilityTimeout, timeToLive, cancellationToken);

    /// <param name="message">The body.</param>
    /// <param name="visibilityTimeout">How long nobody sees it; null means not at all.</param>
    /// <param name="timeToLive">How long it is kept; null means seven days, -1 s for ever.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public virtual async Task<Response<SendReceipt>> SendMessageAsync(
        BinaryData message, TimeSpan? visibilityTimeout = null, TimeSpan? timeToLive = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        var (response, messages) = await _requests.ListAsync(
            RequestMethod.Post,
            "/messages" + Query(("visibilitytimeout", Seconds(visibilityTimeout)), ("messagettl", Seconds(timeToLive))),
            QueueXml.Message(message, _encoding), Created, cancellationToken).ConfigureAwait(false);
        return Response.FromValue(new SendReceipt(messages[0]), response);
    }

    public virtual Task<Response<QueueMessage[]>> ReceiveMessagesAsync() => ReceiveMessagesAsync(maxMessages: null);

    public virtual Task<Response<QueueMessage[]>> ReceiveMessagesAsync(CancellationToken cancellationToken = default) =>
        ReceiveMessagesAsync(maxMessages: null, visibilityTimeout: null, cancellationToken);

    /// <param name="maxMessages">1 to 32; null means 1.</param>
    /// <param name="visibilityTimeout">How long nobody else sees them; null means 30 s.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public virtual async Task<Response<QueueMessage[]>> ReceiveMessagesAsync(
        int? maxMessages = null, TimeSpan? visibilityTimeout = null, CancellationToken cancellationToken = default)
    {
        var (response, messages) = await _requests.ListAsync(
            RequestMethod.Get,
            "/messages" + Query(("numofmessages", Text(maxMessages)), ("visibilitytimeout", Seconds(visibilityTimeout))),
            body: null, Ok, cancellationToken).ConfigureAwait(false);
        return Response.FromValue(messages.Select(message => new QueueMessage(message, _encoding)).ToArray(), response);
    }

    /// <summary>Receives a message; null when there is none.</summary>
    /// <param name="visibilityTimeout">How long nobody else sees it; null means 30 s.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public virtual async Task<Response<QueueMessage>> ReceiveMessageAsync(
        TimeSpan? visibilityTimeout = null, CancellationToken cancellationToken = default)
    {
        var received = await ReceiveMessagesAsync(maxMessages: null, visibilityTimeout, cancellationToken).ConfigureAwait(false);
        return Response.FromValue(received.Value.FirstOrDefault()!, received.GetRawResponse());
    }

    /// <summary>Looks at a message; null when there is none.</summary>
    public virtual async Task<Response<PeekedMessage>> PeekMessageAsync(CancellationToken cancellationToken = default)
    {
        var peeked = await PeekMessagesAsync(maxMessages: null, cancellationToken).ConfigureAwait(false);
        return Response.FromValue(peeked.Value.FirstOrDefault()!, peeked.GetRawResponse());
    }

    public virtual Task<Response> ClearMessagesAsync(CancellationToken cancellationToken = default) =>
        _requests.SendAsync(RequestMethod.Delete, "/messages", body: null, NoContent, cancellationToken);

    public virtual async Task<Response<PeekedMessage[]>> PeekMessagesAsync(
        int? maxMessages = null, CancellationToken cancellationToken = default)
    {
        var (response, messages) = await _requests.ListAsync(
            RequestMethod.Get, "/messages" + Query(("peekonly", "true"), ("numofmessages", Text(maxMessages))),
            body: null, Ok, cancellationToken).ConfigureAwait(false);
        return Response.FromValue(messages.Select(message => new PeekedMessage(message, _encoding)).ToArray(), response);
    }

    public virtual async Task<Response> DeleteMessageAsync(
        string messageId, string popReceipt, CancellationToken cancellationToken = default) =>
        await _requests.SendAsync(
            RequestMethod.Delete, Message(messageId) + Query(("popreceipt", popReceipt)), body: null, NoContent, cancellationToken)
            .ConfigureAwait(false);

    public virtual Task<Response<UpdateReceipt>> UpdateMessageAsync(
        string messageId, string popReceipt, string messageText = null!, TimeSpan visibilityTimeout = default,
        CancellationToken cancellationToken = default) =>
        UpdateAsync(messageId, popReceipt, messageText is null ? null : new BinaryData(messageText), visibilityTimeout, cancellationToken);

    public virtual Task<Response<UpdateReceipt>> UpdateMessageAsync(
        string messageId, string popReceipt, BinaryData message, TimeSpan visibilityTimeout = default,
        CancellationToken cancellationToken = default) =>
        UpdateAsync(messageId, popReceipt, message, visibilityTimeout, cancellationToken);

    private async Task<Response<UpdateReceipt>> UpdateAsync(
        string messageId, string popReceipt, BinaryData? message, TimeSpan visibilityTimeout, CancellationToken cancellationToken)
    {
        var response = await _requests.SendAsync(
            RequestMethod.Put,
            Message(messageId) + Query(("popreceipt", popReceipt), ("visibilitytimeout", Seconds(visibilityTimeout))),
            message is null ? null : QueueXml.Message(message, _encoding), NoContent, cancellationToken).ConfigureAwait(false);
        response.Headers.TryGetValue("x-ms-popreceipt", out var receipt);
        response.Headers.TryGetValue("x-ms-time-next-visible", out var visible);
        return Response.FromValue(
            new UpdateReceipt(receipt ?? popReceipt, DateTimeOffset.Parse(visible!, CultureInfo.InvariantCulture)), response);
    }

    private static bool IsThere(Response response) =>
        response.Headers.TryGetValue("x-ms-error-code", out var code) && code == "QueueAlreadyExists";

    private static string Message(string messageId)
    {
        ArgumentException.ThrowIfNullOrEmpty(messageId);
        return "/messages/" + System.Uri.EscapeDataString(messageId);
    }

    private static string Query(params (string Name, string? Value)[] parts)
    {
        var query = new StringBuilder();
        foreach (var (name, value) in parts.Where(part => part.Value is not null))
        {
            query.Append(query.Length == 0 ? '?' : '&').Append(name).Append('=').Append(System.Uri.EscapeDataString(value!));
        }

        return query.ToString();
    }

    private static string? Seconds(TimeSpan? time) => Text(time is { } given ? (int)given.TotalSeconds : null);

    private static string? Text(int? number) => number?.ToString(CultureInfo.InvariantCulture);
}
