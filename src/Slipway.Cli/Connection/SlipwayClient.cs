using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Slipway.Cli.Contract;
using Slipway.Core;
using Slipway.Core.Definitions.Planning;

namespace Slipway.Cli.Connection;

/// <summary>The host's HTTP interface. Every failure is a <see cref="CliException"/> that says what would be right.</summary>
internal sealed class SlipwayClient : IDisposable
{
    private const string KeyHeader = "x-functions-key";
    private const long MaxResponseBytes = 64 * 1024 * 1024;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private readonly HttpClient _http;
    private readonly HostAddress _address;

    /// <summary>Makes a client; nothing is sent yet.</summary>
    public SlipwayClient(HostAddress address)
    {
        _address = address;
        // A proxy has no business between this machine and itself.
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = !address.Url.IsLoopback, AllowAutoRedirect = false })
        {
            BaseAddress = new Uri(address.Url, "/api/"),
            Timeout = TimeSpan.FromSeconds(30),
            MaxResponseContentBufferSize = MaxResponseBytes,
        };
        if (address.Key is { } key)
        {
            _http.DefaultRequestHeaders.Add(
                KeyHeader, Checked(key, "the key holds characters that no key has; copy it from keys.json again"));
        }

        if (address.Token is { } token)
        {
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
                "Bearer", Checked(token, "SLIPWAY_TOKEN holds characters that no access token has; set it again"));
        }
    }

    /// <summary>The host's base address.</summary>
    public Uri Url => _address.Url;

    /// <summary>Whether the host answers that it is healthy. Never throws for a host that does not.</summary>
    public async Task<bool> IsHealthyAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        try
        {
            using var response = await _http.GetAsync("health", limit.Token);
            return response.IsSuccessStatusCode;
        }
        catch (Exception unreachable) when (unreachable is HttpRequestException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return false;
        }
    }

    /// <summary>Starts a workflow.</summary>
    /// <param name="request">What is wanted.</param>
    /// <param name="idempotencyKey">Sent twice, it starts one workflow.</param>
    /// <param name="cancellationToken">Gives up waiting; the workflow may have been started.</param>
    public Task<WorkflowView> StartAsync<T>(T request, string idempotencyKey, CancellationToken cancellationToken)
        where T : class
    {
        var message = new HttpRequestMessage(HttpMethod.Post, "workflows") { Content = JsonContent.Create(request, options: Json) };
        message.Headers.Add("Idempotency-Key", idempotencyKey);
        return SendAsync<WorkflowView>(message, cancellationToken);
    }

    /// <summary>One workflow as it stands.</summary>
    public Task<WorkflowView> GetAsync(string id, CancellationToken cancellationToken) =>
        SendAsync<WorkflowView>(new HttpRequestMessage(HttpMethod.Get, PathOf(id)), cancellationToken);

    /// <summary>One workflow as it stands, as the host wrote it.</summary>
    public Task<JsonElement> GetJsonAsync(string id, CancellationToken cancellationToken) =>
        SendAsync<JsonElement>(new HttpRequestMessage(HttpMethod.Get, PathOf(id)), cancellationToken);

    /// <summary>One page of workflows, oldest first.</summary>
    /// <param name="filter">Which ones: the fields of the query, by name; those that are null do not matter.</param>
    /// <param name="continuation">Where the page before ended; null for the first.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<WorkflowPage> ListAsync(
        IEnumerable<(string Name, string? Value)> filter, string? continuation, CancellationToken cancellationToken)
    {
        var fields = filter.Append(("continuation", continuation)).Where(field => field.Item2 is not null)
            .Select(field => $"&{field.Item1}={Uri.EscapeDataString(field.Item2!)}");
        return SendAsync<WorkflowPage>(
            new HttpRequestMessage(HttpMethod.Get, "workflows?limit=50" + string.Concat(fields)), cancellationToken);
    }

    /// <summary>The events after a sequence number, in order.</summary>
    public async Task<IReadOnlyList<WorkflowEventView>> GetEventsAsync(string id, long after, CancellationToken cancellationToken) =>
        (await GetEventPageAsync(id, after, progressAfter: 0, cancellationToken)).Events ?? [];

    /// <summary>The events after a sequence number, and what agents did after one of theirs.</summary>
    public Task<EventPage> GetEventPageAsync(string id, long after, long progressAfter, CancellationToken cancellationToken) =>
        SendAsync<EventPage>(
            new HttpRequestMessage(HttpMethod.Get, $"{PathOf(id)}/events?after={after}&progressAfter={progressAfter}"), cancellationToken);

    /// <summary>What a workflow keeps under a hash, as text.</summary>
    public Task<string> GetArtifactAsync(string id, string sha256, CancellationToken cancellationToken) =>
        SendAsync(
            new HttpRequestMessage(HttpMethod.Get, $"{PathOf(id)}/artifacts/{sha256}"),
            content => content.ReadAsStringAsync(cancellationToken),
            cancellationToken);

    /// <summary>Asks something of a workflow.</summary>
    /// <param name="id">The workflow.</param>
    /// <param name="verb"><c>pause resume cancel recover approve reject</c>, or <c>steps/STEP/retry</c> and the like.</param>
    /// <param name="body">Who, why, and what the verb needs.</param>
    /// <param name="cancellationToken">Gives up waiting; it may have been done.</param>
    public Task<WorkflowView> AskAsync<T>(string id, string verb, T body, CancellationToken cancellationToken)
        where T : class =>
        SendAsync<WorkflowView>(
            new HttpRequestMessage(HttpMethod.Post, $"{PathOf(id)}/{verb}") { Content = JsonContent.Create(body, options: Json) },
            cancellationToken);

    /// <summary>The workflows that can never go on by themselves.</summary>
    public Task<JsonElement> GetStuckAsync(CancellationToken cancellationToken) =>
        SendAsync<JsonElement>(new HttpRequestMessage(HttpMethod.Get, "watchdog"), cancellationToken);

    /// <summary>The definitions that the host has, as it wrote them.</summary>
    public Task<JsonElement> GetDefinitionsAsync(CancellationToken cancellationToken) =>
        SendAsync<JsonElement>(new HttpRequestMessage(HttpMethod.Get, "definitions"), cancellationToken);

    /// <summary>One definition; the newest version unless another one is named.</summary>
    public Task<JsonElement> GetDefinitionAsync(string id, string? version, CancellationToken cancellationToken) =>
        SendAsync<JsonElement>(
            new HttpRequestMessage(
                HttpMethod.Get, DefinitionPathOf(id) + (version is null ? string.Empty : "?version=" + Uri.EscapeDataString(version))),
            cancellationToken);

    /// <summary>Registers a definition.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="text">Its text.</param>
    /// <param name="isJson">Whether that is JSON; YAML otherwise.</param>
    /// <param name="actor">Who does; null when the token says it.</param>
    /// <param name="ifMatch">The hash that the newest version must have; null when it does not matter.</param>
    /// <param name="cancellationToken">Gives up waiting; it may have been done.</param>
    public Task<DefinitionPutView> PutDefinitionAsync(
        string id, string text, bool isJson, string? actor, string? ifMatch, CancellationToken cancellationToken)
    {
        var query = actor is null ? "" : $"?actor={Uri.EscapeDataString(actor)}";
        var message = new HttpRequestMessage(HttpMethod.Put, DefinitionPathOf(id) + query)
        {
            Content = new StringContent(text, Encoding.UTF8, isJson ? "application/json" : "application/yaml"),
        };
        if (ifMatch is not null)
        {
            message.Headers.TryAddWithoutValidation("If-Match", $"\"{ifMatch.Trim('"')}\"");
        }

        return SendAsync<DefinitionPutView>(message, cancellationToken);
    }

    /// <summary>Removes a registered definition.</summary>
    public Task RemoveDefinitionAsync(string id, CancellationToken cancellationToken) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Delete, DefinitionPathOf(id)), _ => Task.FromResult(true), cancellationToken);

    /// <summary>The plan of a workflow by what its steps took, drawn.</summary>
    public Task<string> GetPlanAsync(string id, string format, CancellationToken cancellationToken) => SendAsync(
        new HttpRequestMessage(HttpMethod.Get, PathOf(id) + "/plan?format=" + Uri.EscapeDataString(format)),
        content => content.ReadAsStringAsync(cancellationToken), cancellationToken);

    /// <summary>How long the steps of a definition took in its last runs.</summary>
    public Task<MeasuredDurations> GetDurationsAsync(string id, CancellationToken cancellationToken) =>
        SendAsync<MeasuredDurations>(new HttpRequestMessage(HttpMethod.Get, DefinitionPathOf(id) + "/durations"), cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static string PathOf(string id) => "workflows/" + Uri.EscapeDataString(id);

    private static string DefinitionPathOf(string id) => "definitions/" + Uri.EscapeDataString(id);

    private Task<T> SendAsync<T>(HttpRequestMessage request, CancellationToken cancellationToken) => SendAsync(
        request,
        async content => await content.ReadFromJsonAsync<T>(Json, cancellationToken)
            ?? throw CliException.HostUnavailable($"{Url} answered with an empty document; is it a Slipway host?"),
        cancellationToken);

    private async Task<T> SendAsync<T>(HttpRequestMessage request, Func<HttpContent, Task<T>> read, CancellationToken cancellationToken)
    {
        try
        {
            using (request)
            using (var response = await _http.SendAsync(request, cancellationToken))
            {
                if (!response.IsSuccessStatusCode)
                {
                    throw await RefusalAsync(response, cancellationToken);
                }

                return await read(response.Content);
            }
        }
        catch (HttpRequestException unreachable)
        {
            throw CliException.HostUnavailable(
                $"cannot reach a host at {Url} ({unreachable.Message}): start one with `slipway serve`, or say where it is with --url",
                unreachable);
        }
        catch (OperationCanceledException timeout) when (!cancellationToken.IsCancellationRequested)
        {
            throw CliException.HostUnavailable($"the host at {Url} did not answer within {_http.Timeout.TotalSeconds} s", timeout);
        }
        catch (Exception notJson) when (notJson is JsonException or NotSupportedException)
        {
            throw CliException.HostUnavailable(
                $"{Url} answered with something that is no Slipway document; is it a Slipway host?", notJson);
        }
    }

    private async Task<CliException> RefusalAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        var problem = await ReadProblemAsync(response, cancellationToken);
        if (problem?.Code == ErrorCodes.NotSignedIn)
        {
            return CliException.HostUnavailable($"the host at {Url} does not know you: set SLIPWAY_TOKEN. {problem.ToWords()}");
        }

        if (response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden && problem?.Code != ErrorCodes.NotAllowed)
        {
            return CliException.HostUnavailable(_address.Key is null
                ? $"the host at {Url} asks for a key: give --key (or SLIPWAY_KEY); "
                    + "its own is \"function\" in keys.json of its data directory"
                : $"the host at {Url} refuses this key: use \"function\" in keys.json of its data directory, with --key or SLIPWAY_KEY");
        }

        var words = problem?.ToWords();
        return status < 500 && status != (int)HttpStatusCode.TooManyRequests
            ? CliException.BadInput(words ?? $"the host at {Url} answered {status} {response.ReasonPhrase}; is it a Slipway host?")
            : CliException.HostUnavailable(words ?? $"the host at {Url} answered {status} {response.ReasonPhrase}");
    }

    private static string Checked(string credential, string problem) =>
        credential.Any(c => c is <= ' ' or > '~') ? throw CliException.BadInput(problem) : credential;

    private static async Task<ProblemView?> ReadProblemAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            return await response.Content.ReadFromJsonAsync<ProblemView>(Json, cancellationToken);
        }
        catch (Exception notJson) when (notJson is JsonException or NotSupportedException)
        {
            return null;
        }
    }
}
