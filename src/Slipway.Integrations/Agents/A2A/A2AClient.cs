using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Core.Security;
using Slipway.Integrations.Http;

namespace Slipway.Integrations.Agents.A2A;

/// <summary>Speaks with an agent: reads its card, and sends it requests of JSON-RPC 2.0 over HTTP.</summary>
/// <param name="quick">For what is answered at once.</param>
/// <param name="patient">For messages: an agent may answer one with its result.</param>
/// <param name="definition">Where it is, and which variable holds its token.</param>
/// <param name="time">The clock.</param>
internal sealed class A2AClient(HttpClient quick, HttpClient patient, AgentDefinition definition, TimeProvider time)
{
    private const string VersionHeader = "A2A-Version";
    private const int MostPages = 10;
    private const int LongestMessage = 500;

    // A clock there may be behind ours.
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);

    /// <summary>The token to send; <see langword="null"/> when there is none.</summary>
    internal string? Token =>
        definition.TokenVariable is { } variable && Environment.GetEnvironmentVariable(variable) is { Length: > 0 } token ? token : null;

    /// <summary>Reads the agent's card.</summary>
    /// <returns>The interface to use, or why there is none.</returns>
    internal async Task<(A2AInterface? Found, string? Problem)> CardAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, A2ACard.AddressOf(definition.Endpoint!));
        request.Headers.Add(VersionHeader, "1.0");
        var (_, answer) = await ExchangeAsync(quick, request, cancellationToken);
        return Read(() => A2ACard.Read(answer, definition.Endpoint!, Token is not null));
    }

    internal async Task<A2ATask> SendAsync(A2AInterface at, A2AMessage message, CancellationToken cancellationToken)
    {
        var result = await CallAsync(patient, at, A2ARequests.Send(at, message), cancellationToken);
        return Read(() => A2AReader.Sent(result, at.Version));
    }

    internal async Task<A2ATask> GetAsync(A2AInterface at, string id, CancellationToken cancellationToken)
    {
        var result = await CallAsync(quick, at, A2ARequests.Get(at, id), cancellationToken);
        return Read(() => A2AReader.Task(result));
    }

    internal async Task<A2ATask> CancelAsync(A2AInterface at, string id, CancellationToken cancellationToken)
    {
        var result = await CallAsync(quick, at, A2ARequests.Cancel(at, id), cancellationToken);
        return Read(() => A2AReader.Task(result));
    }

    /// <summary>Finds the task that a message began, among those that have changed since it was sent, the first thousand.</summary>
    /// <returns>The task, and whether the answer can be relied on where there is none: no agent of version 0.3 can be asked, nor is one of
    /// 1.0 bound to list its tasks with their messages.</returns>
    internal async Task<(A2ATask? Found, bool IsSure)> FindAsync(
        A2AInterface at, string messageId, DateTimeOffset sent, CancellationToken cancellationToken)
    {
        string? next = null;
        var isWhole = true;
        for (var page = 0; page < MostPages && at.Version != A2AVersion.V03; page++)
        {
            JsonElement result;
            try
            {
                result = await CallAsync(quick, at, A2ARequests.List(at, sent - ClockSkew, next), cancellationToken);
            }
            catch (A2AException refusal) when (refusal.Code is not null && !refusal.MayPass)
            {
                return (null, IsSure: false);
            }

            (var tasks, next) = Read(() => A2AReader.Page(result));
            if (tasks.FirstOrDefault(task => task.MessageIds.Contains(messageId, StringComparer.Ordinal)) is { } found)
            {
                return (found, IsSure: true);
            }

            isWhole &= tasks.All(task => task.MessageIds.Count > 0);
            if (next is null)
            {
                return (null, IsSure: isWhole);
            }
        }

        return (null, IsSure: false);
    }

    private async Task<JsonElement> CallAsync(
        HttpClient http, A2AInterface at, (string Method, JsonObject Parameters) call, CancellationToken cancellationToken)
    {
        var id = Guid.CreateVersion7(time.GetUtcNow()).ToString();
        using var request = new HttpRequestMessage(HttpMethod.Post, at.Url);
        request.Headers.Add(VersionHeader, at.Said);
        request.Content = JsonContent.Create(new JsonObject
        {
            ["jsonrpc"] = "2.0", ["id"] = id, ["method"] = call.Method, ["params"] = call.Parameters,
        });
        var (response, answer) = await ExchangeAsync(http, request, cancellationToken);
        if (Error(answer) is { } error)
        {
            throw new A2AException(response.Status == HttpStatusCode.OK ? null : response.Status, error.Message, response.RetryAfter)
            {
                Code = error.Code,
            };
        }

        return answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty("result", out var result)
            && answer.TryGetProperty("id", out var named) && named.ValueKind == JsonValueKind.String && named.GetString() == id
            ? result
            : throw WrongForm("It holds neither the result of the request nor an error.");
    }

    /// <summary>Sends a request, and reads the JSON of its answer: also that of a refusal, where it is an error of JSON-RPC.</summary>
    private async Task<((HttpStatusCode Status, TimeSpan? RetryAfter) Response, JsonElement Answer)> ExchangeAsync(
        HttpClient http, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (Token is { } token)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        try
        {
            using var response = await http.SendAsync(request, cancellationToken);
            var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            var retryAfter = RetryAfterHeader.Read(response.Headers, time.GetUtcNow());
            if (response.StatusCode == HttpStatusCode.OK)
            {
                return ((response.StatusCode, retryAfter), Read(() => A2AJson.Parse(body)));
            }

            return TryParse(body) is { } answer && Error(answer) is not null
                ? ((response.StatusCode, retryAfter), answer)
                : throw new A2AException(response.StatusCode, Words(response, body), retryAfter);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw new A2AException(status: null, exception.Message)
            {
                IsUnreachable = exception is HttpRequestException
                {
                    HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
                        or HttpRequestError.SecureConnectionError,
                },
            };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new A2AException(status: null, $"No answer within {http.Timeout.TotalSeconds:0} s.");
        }
    }

    private static (int Code, string Message)? Error(JsonElement answer) =>
        answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object
        && error.TryGetProperty("code", out var code) && code.ValueKind == JsonValueKind.Number && code.TryGetInt32(out var number)
            ? (number, Sanitiser.Line(
                error.TryGetProperty("message", out var message) && message.ValueKind == JsonValueKind.String ? message.GetString()! : "",
                LongestMessage))
            : null;

    private static string Words(HttpResponseMessage response, byte[] body) => response.Headers.Location is { } place
        ? $"It sends on to '{Sanitiser.Line(place.ToString(), LongestMessage)}', and no redirect is followed: the token would go there."
        : Sanitiser.Line(System.Text.Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, 4 * LongestMessage))), LongestMessage);

    private static JsonElement? TryParse(byte[] body)
    {
        try
        {
            return A2AJson.Parse(body);
        }
        catch (JsonException)
        {
            // Something between us and the agent answered, such as a proxy.
            return null;
        }
    }

    private static T Read<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (JsonException exception)
        {
            throw WrongForm(Sanitiser.Line(exception.Message, LongestMessage));
        }
    }

    private static A2AException WrongForm(string message) => new(status: null, message) { IsWrongForm = true };
}
