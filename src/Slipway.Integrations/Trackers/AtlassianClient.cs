using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Slipway.Core;
using Slipway.Core.Policies;
using Slipway.Integrations.Http;

namespace Slipway.Integrations.Trackers;

/// <summary>Sends requests to an Atlassian site with the account's token, and turns its refusals into errors.</summary>
internal sealed class AtlassianClient(HttpClient http, IConfiguration configuration, TimeProvider time)
{
    private const int MaximumAnswer = 8 * 1024 * 1024;
    private const int MaximumSaid = 300;

    /// <summary>The site's address, without a slash at the end.</summary>
    internal string Site => Setting(nameof(AtlassianOptions.Url)).TrimEnd('/');

    /// <summary>Sends a request.</summary>
    /// <param name="method">The verb.</param>
    /// <param name="path">Path and query, beginning with a slash.</param>
    /// <param name="body">Sent as JSON; null sends none.</param>
    /// <param name="expected">A status that is no error besides those of success.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The status, and the answer's JSON; undefined when it has none.</returns>
    internal async Task<(HttpStatusCode Status, JsonElement Json)> SendAsync(
        HttpMethod method, string path, object? body, HttpStatusCode? expected, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, Site + path);
        var account = $"{Setting(nameof(AtlassianOptions.User))}:{Token()}";
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(account)));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        request.Content = body is null ? null : JsonContent.Create(body, options: CoreJson.Options);
        // For the whole answer: the client's own limit ends with its head.
        using var limit = new CancellationTokenSource(http.Timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token);
            var text = await ReadAsync(answer, both.Token);
            return answer.IsSuccessStatusCode || answer.StatusCode == expected
                ? (answer.StatusCode, text.Length == 0 ? default : JsonElement.Parse(text))
                : throw Refused(answer, text);
        }
        catch (HttpRequestException exception) when (exception.InnerException is SlipwayException refused)
        {
            throw new SlipwayException(refused.Code, refused.Message, refused.Category, exception);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw Failed("cannot be reached", ErrorCategory.Transient, exception);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The latter for a character set that there is not.
            throw Failed("answered with something that is no JSON", ErrorCategory.Transient, exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw Failed($"did not answer within {http.Timeout.TotalSeconds:0} s", ErrorCategory.Transient, exception);
        }
    }

    /// <summary>The entries of a list that an answer has.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="name">The list's name; empty when it is the answer itself.</param>
    /// <exception cref="SlipwayException">It has none. Something between may have answered, so that nothing is known: least of all that
    /// there is nothing.</exception>
    internal static IEnumerable<JsonElement> List(JsonElement answer, string name)
    {
        var list = name.Length == 0 ? answer
            : answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty(name, out var found) ? found : default;
        return list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : throw Unreadable();
    }

    /// <summary>A part of an answer that must be there.</summary>
    /// <exception cref="SlipwayException">It is not, or of another kind.</exception>
    internal static JsonElement Part(JsonElement answer, JsonValueKind kind, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (answer.ValueKind != JsonValueKind.Object || !answer.TryGetProperty(name, out answer))
            {
                throw Unreadable();
            }
        }

        return answer.ValueKind == kind ? answer : throw Unreadable();
    }

    private static SlipwayException Unreadable() =>
        Failed("answered with something that is not of the form it documents", ErrorCategory.Transient);

    private static async Task<string> ReadAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        await answer.Content.LoadIntoBufferAsync(MaximumAnswer, cancellationToken);
        return await answer.Content.ReadAsStringAsync(cancellationToken);
    }

    private SlipwayException Refused(HttpResponseMessage answer, string text)
    {
        var status = (int)answer.StatusCode;
        if (answer.StatusCode == HttpStatusCode.TooManyRequests)
        {
            var now = time.GetUtcNow();
            var wait = RetryAfterHeader.Read(answer.Headers, now);
            var told = wait is { } delay ? $" for {delay.TotalSeconds.ToString("0", CultureInfo.InvariantCulture)} s" : "";
            return Failed($"asks to be left alone{told} (429)", ErrorCategory.RateLimited, retryAt: now + wait);
        }

        var said = Core.Security.Sanitiser.Line(Core.Security.Redactor.Redact(text), MaximumSaid);
        return Failed($"answered {status}: {said}", answer.StatusCode switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => ErrorCategory.Permission,
            HttpStatusCode.RequestTimeout or HttpStatusCode.Conflict or >= HttpStatusCode.InternalServerError => ErrorCategory.Transient,
            _ => ErrorCategory.Configuration,
        });
    }

    private string Token() => configuration[Setting(nameof(AtlassianOptions.TokenSetting))] is { Length: > 0 } token
        ? token
        : throw NotSetUp($"the setting that {AtlassianOptions.Section}:{nameof(AtlassianOptions.TokenSetting)} names holds no token");

    private string Setting(string name) => configuration[$"{AtlassianOptions.Section}:{name}"] is { Length: > 0 } value
        ? value
        : throw NotSetUp($"{AtlassianOptions.Section}:{name} is not set");

    private static SlipwayException NotSetUp(string why) => new(ErrorCodes.InvalidRequest, $"Jira and Confluence cannot be used: {why}.");

    private static SlipwayException Failed(
        string why, ErrorCategory category, Exception? exception = null, DateTimeOffset? retryAt = null) =>
        new(ErrorCodes.TrackerFailed, $"The Atlassian site {why}.", category, exception) { RetryAt = retryAt };
}
