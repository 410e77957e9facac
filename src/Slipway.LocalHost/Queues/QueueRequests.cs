using System.Text;
using System.Xml.Linq;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Storage.Queues;

namespace Slipway.LocalHost.Queues;

/// <summary>Sends the requests of one queue, and gives their answers or throws what the service says.</summary>
internal sealed class QueueRequests
{
    private readonly HttpPipeline _pipeline;
    private readonly string? _signature;
    private readonly string _version;

    public QueueRequests(Uri queue, QueueConnection? connection, string? signature, QueueClientOptions options)
    {
        Queue = queue;
        _signature = signature;
        _version = options.Version.ToString().TrimStart('V').Replace('_', '-');
        var pipelineOptions = new HttpPipelineOptions(options) { RequestFailedDetailsParser = new StorageErrors() };
        if (connection?.Key is { } key)
        {
            pipelineOptions.PerRetryPolicies.Add(new SharedKeyPolicy(connection.Account, key, _version));
        }

        _pipeline = HttpPipelineBuilder.Build(pipelineOptions);
    }

    /// <summary>The queue's address, without a query.</summary>
    public Uri Queue { get; }

    /// <summary>Sends one request, tried again as the options say.</summary>
    /// <param name="method">The verb.</param>
    /// <param name="path">What follows the queue's address: a path, a query, or both.</param>
    /// <param name="body">XML; null sends none.</param>
    /// <param name="expected">The statuses that are no error.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="metadata">What the service is to keep with the queue.</param>
    /// <exception cref="RequestFailedException">Another status, or no answer.</exception>
    public async Task<Response> SendAsync(
        RequestMethod method, string path, string? body, int[] expected, CancellationToken cancellationToken,
        IDictionary<string, string>? metadata = null)
    {
        using var message = _pipeline.CreateMessage();
        message.Request.Method = method;
        message.Request.Uri.Reset(WithSignature(Queue.AbsoluteUri + path));
        message.Request.Headers.Add("x-ms-version", _version);
        message.Request.Headers.Add("Accept", "application/xml");
        foreach (var (name, value) in metadata ?? new Dictionary<string, string>())
        {
            message.Request.Headers.Add("x-ms-meta-" + name, value);
        }

        if (body is not null)
        {
            message.Request.Content = RequestContent.Create(Encoding.UTF8.GetBytes(body));
            message.Request.Headers.Add("Content-Type", "application/xml");
        }

        await _pipeline.SendAsync(message, cancellationToken).ConfigureAwait(false);
        return expected.Contains(message.Response.Status) ? message.Response : throw new RequestFailedException(message.Response);
    }

    /// <summary>As <see cref="SendAsync"/> for an answer that lists messages.</summary>
    public async Task<(Response Raw, IReadOnlyList<XElement> Messages)> ListAsync(
        RequestMethod method, string path, string? body, int[] expected, CancellationToken cancellationToken)
    {
        var response = await SendAsync(method, path, body, expected, cancellationToken).ConfigureAwait(false);
        return (response, await QueueXml.MessagesAsync(response.Content.ToStream(), cancellationToken).ConfigureAwait(false));
    }

    private Uri WithSignature(string address) => new(_signature is null
        ? address
        : $"{address}{(address.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{_signature}");
}
