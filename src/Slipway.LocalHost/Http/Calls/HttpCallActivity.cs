using System.Text;
using Microsoft.Azure.Functions.Worker.Extensions.DurableTask.Http;
using Microsoft.Extensions.Primitives;

namespace Slipway.LocalHost.Http.Calls;

/// <summary>The host's own activity that makes one HTTP request.</summary>
internal sealed class HttpCallActivity
{
    /// <summary>The name that the real host uses too.</summary>
    internal const string Name = "BuiltIn::HttpActivity";

    private const int MaxContentBytes = 8 * 1024 * 1024;

    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(100);

    // One for the process, as HttpClient wants; the connections are renewed so that changes of DNS are seen.
    private static readonly HttpClient Client = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
    {
        Timeout = Timeout.InfiniteTimeSpan,
        MaxResponseContentBufferSize = MaxContentBytes,
    };

    /// <summary>Makes the request. A status of an error is an answer, too.</summary>
    /// <exception cref="HttpRequestException">There was no answer, or it was too long.</exception>
    /// <exception cref="TimeoutException">There was no answer in time.</exception>
    public static async Task<DurableHttpResponse> RunAsync(DurableHttpRequest request, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(request.Timeout ?? DefaultTimeout);
        using var message = Message(request);
        try
        {
            using var answer = await Client.SendAsync(message, timeout.Token).ConfigureAwait(false);
            return new DurableHttpResponse(answer.StatusCode)
            {
                Headers = answer.Headers.Concat(answer.Content.Headers)
                    .ToDictionary(header => header.Key, header => new StringValues([.. header.Value]), StringComparer.OrdinalIgnoreCase),
                Content = await answer.Content.ReadAsStringAsync(timeout.Token).ConfigureAwait(false),
            };
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException(
                $"{request.Method} {request.Uri} was not answered within {request.Timeout ?? DefaultTimeout}.", exception);
        }
    }

    private static HttpRequestMessage Message(DurableHttpRequest request)
    {
        var message = new HttpRequestMessage(request.Method, request.Uri);
        if (request.Content is not null)
        {
            message.Content = new StringContent(request.Content, Encoding.UTF8, "application/json");
        }

        foreach (var (name, values) in request.Headers ?? new Dictionary<string, StringValues>(StringComparer.Ordinal))
        {
            if (!message.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values) && message.Content is { } content)
            {
                content.Headers.Remove(name);
                content.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
            }
        }

        return message;
    }
}
