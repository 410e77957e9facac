using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Slipway.Cli.Connection;

/// <summary>
/// The host's durable management interface, which takes the system key. Every failure is a <see cref="CliException"/> that says what would
/// be right.
/// </summary>
internal sealed class ManagementClient : IDisposable
{
    private const long MaxResponseBytes = 1024L * 1024 * 1024;

    private readonly HttpClient _http;
    private readonly HostAddress _address;

    /// <summary>Makes a client; nothing is sent yet.</summary>
    public ManagementClient(HostAddress address)
    {
        _address = address;
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = !address.Url.IsLoopback, AllowAutoRedirect = false })
        {
            BaseAddress = new Uri(address.Url, "/runtime/webhooks/durabletask/"),
            Timeout = TimeSpan.FromMinutes(5),
            MaxResponseContentBufferSize = MaxResponseBytes,
        };
        if (address.Key is { } key)
        {
            _http.DefaultRequestHeaders.TryAddWithoutValidation("x-functions-key", key);
        }
    }

    /// <summary>Asks about one instance.</summary>
    /// <param name="id">The instance.</param>
    /// <param name="what"><c>verify export why</c>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<JsonElement> GetAsync(string id, string what, CancellationToken cancellationToken) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Get, PathOf(id, what)), cancellationToken);

    /// <summary>Verifies a page of all instances.</summary>
    /// <param name="continuation">Where the page before ended; null for the first.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<JsonElement> VerifyPageAsync(string? continuation, CancellationToken cancellationToken)
    {
        var query = continuation is null ? string.Empty : "?continuation=" + Uri.EscapeDataString(continuation);
        return SendAsync(new HttpRequestMessage(HttpMethod.Get, "verify" + query), cancellationToken);
    }

    /// <summary>Asks something of one instance.</summary>
    /// <param name="id">The instance.</param>
    /// <param name="what"><c>fork rewindTo</c>.</param>
    /// <param name="body">What it needs.</param>
    /// <param name="cancellationToken">Gives up waiting; it may have been done.</param>
    public Task<JsonElement> PostAsync(string id, string what, object body, CancellationToken cancellationToken) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Post, PathOf(id, what)) { Content = JsonContent.Create(body) }, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static string PathOf(string id, string what) => $"instances/{Uri.EscapeDataString(id)}/{what}";

    private async Task<JsonElement> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            using (request)
            using (var response = await _http.SendAsync(request, cancellationToken))
            {
                return response.IsSuccessStatusCode
                    ? await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken)
                    : throw await RefusalAsync(response, cancellationToken);
            }
        }
        catch (HttpRequestException unreachable)
        {
            throw CliException.HostUnavailable(
                $"cannot reach a host at {_address.Url} ({unreachable.Message}): start one with `slipway serve`, or say where it is "
                + "with --url",
                unreachable);
        }
        catch (OperationCanceledException timeout) when (!cancellationToken.IsCancellationRequested)
        {
            throw CliException.HostUnavailable(
                $"the host at {_address.Url} did not answer within {_http.Timeout.TotalSeconds} s", timeout);
        }
        catch (JsonException notJson)
        {
            throw CliException.HostUnavailable($"{_address.Url} answered with something that is no JSON; is it a Slipway host?", notJson);
        }
    }

    private async Task<CliException> RefusalAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
        {
            return CliException.HostUnavailable(
                $"the host at {_address.Url} asks for its system key here: \"system\" in keys.json of its data directory, with --key "
                + "or SLIPWAY_KEY");
        }

        var status = (int)response.StatusCode;
        if (await ReadMessageAsync(response, cancellationToken) is { } message)
        {
            return status < 500 ? CliException.BadInput(message) : CliException.HostUnavailable(message);
        }

        return response.StatusCode == HttpStatusCode.NotFound
            ? CliException.BadInput($"the host at {_address.Url} does not know how to do this; only the embedded host of this release does")
            : CliException.HostUnavailable($"the host at {_address.Url} answered {status} {response.ReasonPhrase}");
    }

    private static async Task<string?> ReadMessageAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            var body = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
            return body.ValueKind == JsonValueKind.Object && body.TryGetProperty("Message", out var message) ? message.GetString() : null;
        }
        catch (Exception notJson) when (notJson is JsonException or NotSupportedException or InvalidOperationException)
        {
            return null;
        }
    }
}
