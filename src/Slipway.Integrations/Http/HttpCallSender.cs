using System.Net.Http.Headers;
using Slipway.Core;
using Slipway.Core.Policies;
using Slipway.Integrations.Secrets;

namespace Slipway.Integrations.Http;

/// <summary>Sends requests of steps. Thread-safe.</summary>
/// <remarks>Each redirect is a request of its own over the guarded handler, so its address is checked as the first one's was. Headers of
/// the step, and its body, go to the first address' origin only.</remarks>
/// <param name="http">Over a guarded handler, without a limit on time.</param>
/// <param name="store">Fills in secrets, at the last moment.</param>
/// <param name="time">The clock.</param>
internal sealed class HttpCallSender(HttpClient http, SecretStore store, TimeProvider time)
{
    private static readonly string[] KeptHeaders =
        ["content-type", "location", "etag", "last-modified", "link", "retry-after", "x-request-id"];

    /// <summary>An address as it is shown: its query may hold what is not for everybody.</summary>
    internal static string Shown(Uri address) => address.GetLeftPart(UriPartial.Path);

    /// <summary>Sends a request, and follows redirects as it allows.</summary>
    /// <exception cref="SlipwayException">It cannot be sent, or nothing came back in time.</exception>
    internal async Task<HttpCallAnswer> SendAsync(HttpCallRequest request, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(request.TimeLimit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        var at = request.Address;
        try
        {
            for (var redirects = 0; ; redirects++)
            {
                using var message = Message(request, at);
                using var answer = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, both.Token);
                if (redirects == request.Redirects || Next(request, at, answer) is not { } next)
                {
                    return await ReadAsync(request, at, answer, both.Token);
                }

                at = next;
            }
        }
        catch (HttpRequestException exception) when (exception.InnerException is SlipwayException refused)
        {
            throw new SlipwayException(refused.Code, refused.Message, refused.Category, exception);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw new SlipwayException(
                ErrorCodes.HttpCallFailed, $"{Shown(at)} cannot be reached, or broke off: {exception.Message}", ErrorCategory.Transient,
                exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw limit.IsCancellationRequested
                ? new SlipwayException(
                    ErrorCodes.StepTimedOut, $"{Shown(at)} did not answer within {request.TimeLimit.TotalSeconds:0.#} s.",
                    ErrorCategory.Timeout, exception)
                : new SlipwayException(
                    ErrorCodes.HttpCallFailed, $"{Shown(at)} took no connection in time.", ErrorCategory.Transient, exception);
        }
    }

    private HttpRequestMessage Message(HttpCallRequest request, Uri at)
    {
        var message = new HttpRequestMessage(request.Method, at);
        message.Headers.TryAddWithoutValidation("User-Agent", "Slipway");
        if (!IsSameOrigin(request.Address, at))
        {
            return message;
        }

        if (request.Body is { } body)
        {
            message.Content = new ByteArrayContent(body);
            message.Content.Headers.ContentType =
                new MediaTypeHeaderValue(request.IsJson ? "application/json" : "text/plain") { CharSet = "utf-8" };
        }

        foreach (var (name, text) in request.Headers)
        {
            var value = store.Fill(text, at);
            message.Headers.Remove(name);
            if (!message.Headers.TryAddWithoutValidation(name, value) && message.Content is { } content)
            {
                content.Headers.Remove(name);
                content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return message;
    }

    private static Uri? Next(HttpCallRequest request, Uri at, HttpResponseMessage answer)
    {
        if ((int)answer.StatusCode is not (301 or 302 or 303 or 307 or 308) || answer.Headers.Location is not { } location
            || (request.Method != HttpMethod.Get && request.Method != HttpMethod.Head))
        {
            return null;
        }

        var next = new Uri(at, location);
        return next.Scheme == Uri.UriSchemeHttps || (next.Scheme == Uri.UriSchemeHttp && at.Scheme == Uri.UriSchemeHttp) ? next : null;
    }

    private async Task<HttpCallAnswer> ReadAsync(
        HttpCallRequest request, Uri at, HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var headers = answer.Headers.Concat(answer.Content.Headers)
            .Where(header => KeptHeaders.Contains(header.Key, StringComparer.OrdinalIgnoreCase))
            .ToDictionary(header => header.Key.ToLowerInvariant(), header => string.Join(", ", header.Value), StringComparer.Ordinal);
        var retryAfter = RetryAfterHeader.Read(answer.Headers, time.GetUtcNow());
        await using var stream = await answer.Content.ReadAsStreamAsync(cancellationToken);
        using var kept = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await stream.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (kept.Length + read > request.MaxBytes)
            {
                return new HttpCallAnswer(at, (int)answer.StatusCode, headers, Body: null, retryAfter);
            }

            kept.Write(buffer, 0, read);
        }

        return new HttpCallAnswer(at, (int)answer.StatusCode, headers, kept.ToArray(), retryAfter);
    }

    private static bool IsSameOrigin(Uri one, Uri other) =>
        Uri.Compare(one, other, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0;
}
