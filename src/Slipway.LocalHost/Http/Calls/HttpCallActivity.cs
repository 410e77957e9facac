using System.Text;
using Microsoft.Azure.Functions.Worker.Extensions.DurableTask.Http;
using Microsoft.Extensions.Primitives;

namespace Slipway.LocalHost.Http.Calls;

/// <summary>The host's own activity that makes one HTTP request.</summary>
internal sealed class HttpCallActivity
{
    /// <summary>The name that the real host uses too.</summary>
    internal const string Name = "BuiltIn::HttpActivity";

    private const int MaxRedirects = 10;
    private const int MaxContentBytes = 8 * 1024 * 1024;

    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(100);

    // One for the process, as HttpClient wants; the connections are renewed so that changes of DNS are seen.
    // Redirects are followed here: the handler would take headers such as x-functions-key along to wherever one leads.
    private static readonly HttpClient Client = new(
        new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5), AllowAutoRedirect = false })
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
        try
        {
            var at = request;
            for (var redirects = 0; ; redirects++)
            {
                using var message = Message(at);
                using var answer = await Client.SendAsync(message, timeout.Token).ConfigureAwait(false);
                if (redirects == MaxRedirects || Next(at, answer) is not { } next)
                {
                    return await ReadAsync(answer, timeout.Token).ConfigureAwait(false);
                }

                at = next;
            }
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException(
                $"{request.Method} {request.Uri} was not answered within {request.Timeout ?? DefaultTimeout}.", exception);
        }
    }

    private static async Task<DurableHttpResponse> ReadAsync(HttpResponseMessage answer, CancellationToken cancellationToken) =>
        new(answer.StatusCode)
        {
            Headers = answer.Headers.Concat(answer.Content.Headers)
                .ToDictionary(header => header.Key, header => new StringValues([.. header.Value]), StringComparer.OrdinalIgnoreCase),
            Content = await answer.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false),
        };

    /// <summary>The request that a redirect asks for; <see langword="null"/> when the answer is to be taken as it is. Headers stay with
    /// their origin, and what would have to take a body elsewhere is not followed.</summary>
    private static DurableHttpRequest? Next(DurableHttpRequest request, HttpResponseMessage answer)
    {
        var status = (int)answer.StatusCode;
        if (status is not (301 or 302 or 303 or 307 or 308) || answer.Headers.Location is not { } location)
        {
            return null;
        }

        // As browsers do: what was posted is fetched, unless the status says to do the same again.
        var fetches = status == 303 ? request.Method != HttpMethod.Head : status < 303 && request.Method == HttpMethod.Post;
        var next = new Uri(request.Uri, location);
        var stays = DurableHttpCall.SameOrigin(request.Uri, next);
        var content = fetches ? null : request.Content;
        var isWeb = next.Scheme == Uri.UriSchemeHttps || (next.Scheme == Uri.UriSchemeHttp && request.Uri.Scheme == Uri.UriSchemeHttp);
        return !isWeb || (content is not null && !stays)
            ? null
            : new DurableHttpRequest(fetches ? HttpMethod.Get : request.Method, next)
            {
                Headers = stays ? request.Headers : null, Content = content,
            };
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
