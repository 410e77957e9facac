using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Slipway.Core.Ports;

namespace Slipway.Integrations.Git.GitHub;

/// <summary>Sends requests to GitHub: headers, budget, redirects, entity tags, rate limits, errors. Thread-safe.</summary>
internal sealed class GitHubHttp : IDisposable
{
    private const int MaxRedirects = 5;
    private const int MaxAnswerBytes = 16 * 1024 * 1024;

    private readonly HttpClient _http;
    private readonly IRequestBudget _budget;
    private readonly TimeProvider _time;
    private readonly ChangeLane _lane;
    private readonly KnownAnswers _known = new();
    private readonly Uri _api;

    internal GitHubHttp(GitHubOptions options, IRequestBudget budget, TimeProvider time)
    {
        _budget = budget;
        _time = time;
        _lane = new ChangeLane(options.ChangeGap, budget, time);
        _api = new Uri(options.ApiUrl.AbsoluteUri.TrimEnd('/') + "/");
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            UseProxy = !options.ApiUrl.IsLoopback,
        })
        {
            Timeout = options.TimeLimit,
            MaxResponseContentBufferSize = MaxAnswerBytes,
        };
        _http.DefaultRequestHeaders.Accept.ParseAdd("application/vnd.github+json, application/json;q=0.9");
        _http.DefaultRequestHeaders.Add("X-GitHub-Api-Version", "2022-11-28");
        _http.DefaultRequestHeaders.UserAgent.ParseAdd("Slipway/0.1");
    }

    /// <summary>Sends a request.</summary>
    /// <param name="method">GET, or a change.</param>
    /// <param name="address">A path, such as <c>/repos/o/r/pulls?state=open</c>, or an address that GitHub gave.</param>
    /// <param name="token">Who asks.</param>
    /// <param name="body">Sent as JSON; <see langword="null"/> for none.</param>
    /// <param name="expected">Statuses beside success that the caller understands.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="Slipway.Core.SlipwayException">It was refused, could not be sent, or a rate limit is reached.</exception>
    internal Task<GitHubReply> SendAsync(
        HttpMethod method, string address, GitHubToken token, object? body, HttpStatusCode[] expected, CancellationToken cancellationToken)
    {
        var uri = new Uri(_api, address.TrimStart('/'));
        if (!IsOurs(uri))
        {
            throw GitHubErrors.Unavailable($"GitHub's answer leads to {uri.Host}, which is not {_api.Host}.", null);
        }

        return method == HttpMethod.Get
            ? SendOneAsync(method, uri, token, body, expected, cancellationToken)
            : _lane.RunAsync(
                token.Account, () => SendOneAsync(method, uri, token, body, expected, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _http.Dispose();
        _lane.Dispose();
    }

    private async Task<GitHubReply> SendOneAsync(
        HttpMethod method, Uri address, GitHubToken token, object? body, HttpStatusCode[] expected, CancellationToken cancellationToken)
    {
        if (await _budget.TakeAsync(token.Account, method != HttpMethod.Get, cancellationToken) is { } retryAt)
        {
            throw GitHubErrors.RateLimited(retryAt, "The token's budget at GitHub is used up.");
        }

        var known = method == HttpMethod.Get ? _known.Find(token.Account, address) : null;
        using var answer = await FollowAsync(method, address, token, body, known?.Tag, cancellationToken);
        if (answer.StatusCode == HttpStatusCode.NotModified && known is not null)
        {
            return new GitHubReply(HttpStatusCode.OK, known.Body, known.Next);
        }

        var json = await ReadAsync(answer, cancellationToken);
        if (GitHubRateLimit.RetryAt(answer, json, _time.GetUtcNow()) is { } limitedUntil)
        {
            await _budget.CloseUntilAsync(token.Account, limitedUntil, cancellationToken);
            throw GitHubErrors.RateLimited(limitedUntil, $"GitHub's rate limit is reached: {GitHubErrors.Words(json)}");
        }

        if (!answer.IsSuccessStatusCode && !expected.Contains(answer.StatusCode))
        {
            throw GitHubErrors.Of(method, address, answer.StatusCode, json);
        }

        var next = NextPage(answer);
        if (method == HttpMethod.Get && answer is { StatusCode: HttpStatusCode.OK, Headers.ETag: { } tag })
        {
            _known.Keep(token.Account, address, new KnownAnswers.KnownAnswer(tag.ToString(), json, next));
        }

        return new GitHubReply(answer.StatusCode, json, next);
    }

    /// <summary>Follows redirects, of which repositories that were renamed have one. The token goes to GitHub's API only.</summary>
    private async Task<HttpResponseMessage> FollowAsync(
        HttpMethod method, Uri address, GitHubToken token, object? body, string? tag, CancellationToken cancellationToken)
    {
        for (var redirects = 0; ; redirects++)
        {
            var answer = await TrySendAsync(method, address, token, body, tag, cancellationToken);
            var status = (int)answer.StatusCode;
            var follows = status is 307 or 308 || (status is 301 or 302 && method == HttpMethod.Get);
            if (!follows || answer.Headers.Location is not { } location)
            {
                return answer;
            }

            answer.Dispose();
            address = new Uri(address, location);
            if (redirects == MaxRedirects || !IsOurs(address))
            {
                throw GitHubErrors.Unavailable($"GitHub redirects to {address.Host} or in circles.", null);
            }
        }
    }

    private async Task<HttpResponseMessage> TrySendAsync(
        HttpMethod method, Uri address, GitHubToken token, object? body, string? tag, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, address);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Value);
        request.Content = body is null ? null : JsonContent.Create(body);
        if (tag is not null)
        {
            request.Headers.TryAddWithoutValidation("If-None-Match", tag);
        }

        try
        {
            return await _http.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException exception)
        {
            throw GitHubErrors.Unavailable($"GitHub at {_api.Host} cannot be reached: {exception.Message}", exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw GitHubErrors.Unavailable($"GitHub at {_api.Host} did not answer within {_http.Timeout.TotalSeconds} s.", exception);
        }
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var bytes = await answer.Content.ReadAsByteArrayAsync(cancellationToken);
        if (bytes.Length == 0)
        {
            return default;
        }

        try
        {
            using var document = JsonDocument.Parse(bytes);
            return document.RootElement.Clone();
        }
        catch (JsonException exception)
        {
            return answer.IsSuccessStatusCode ? throw GitHubErrors.Unreadable(exception) : default;
        }
    }

    private Uri? NextPage(HttpResponseMessage answer)
    {
        var next = answer.Headers.TryGetValues("Link", out var links)
            ? links.SelectMany(link => link.Split(','))
                .FirstOrDefault(link => link.Contains("rel=\"next\"", StringComparison.Ordinal))?.Trim()
            : null;
        var end = next?.IndexOf('>', StringComparison.Ordinal) ?? -1;
        return end > 1 && Uri.TryCreate(_api, next![1..end], out var address) ? address : null;
    }

    private bool IsOurs(Uri address) => address.Scheme == _api.Scheme && address.Authority == _api.Authority;
}
