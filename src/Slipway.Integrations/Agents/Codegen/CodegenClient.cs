using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Core.Ports;
using Slipway.Integrations.Http;

namespace Slipway.Integrations.Agents.Codegen;

/// <summary>The service's HTTP interface, within its rate limits.</summary>
/// <remarks>
/// Base <c>/v1/organizations/{org}</c>. Creating and resuming share 10 requests a minute, reading 60 in 30 seconds. It knows no
/// idempotency key: who creates a run puts a marker into its metadata, and looks for it first.
/// </remarks>
internal sealed class CodegenClient(HttpClient http, CodegenOptions options, IRateLimits limits, TimeProvider time)
{
    internal const string MarkerName = "slipway";

    private const int PageSize = 100;
    private const int MostPages = 10;
    private const int LongestMessage = 500;

    private static readonly RateLimit Writes = new(10, TimeSpan.FromMinutes(1));
    private static readonly RateLimit Reads = new(60, TimeSpan.FromSeconds(30));

    /// <summary>Whether there is a token to send.</summary>
    internal bool HasToken => Environment.GetEnvironmentVariable(options.TokenVariable) is { Length: > 0 };

    internal Task<CodegenRun> CreateAsync(string prompt, string marker, CancellationToken cancellationToken)
    {
        var body = new JsonObject { ["prompt"] = prompt, ["metadata"] = new JsonObject { [MarkerName] = marker } };
        foreach (var (name, value) in new (string, JsonNode?)[]
        {
            ("repo_id", options.RepositoryId), ("model", options.Model), ("agent_type", options.AgentType),
        })
        {
            if (value is not null)
            {
                body[name] = value;
            }
        }

        return SendAsync<CodegenRun>(HttpMethod.Post, "agent/run", body, cancellationToken);
    }

    internal Task<CodegenRun> ResumeAsync(long id, string prompt, CancellationToken cancellationToken) => SendAsync<CodegenRun>(
        HttpMethod.Post, "agent/run/resume", new JsonObject { ["agent_run_id"] = id, ["prompt"] = prompt }, cancellationToken);

    internal Task<CodegenRun> GetAsync(long id, CancellationToken cancellationToken) =>
        SendAsync<CodegenRun>(HttpMethod.Get, $"agent/run/{id}", body: null, cancellationToken);

    /// <summary>Finds a run by its marker, among the first thousand that the service lists.</summary>
    internal async Task<CodegenRun?> FindAsync(Func<CodegenRun, string, bool> isWanted, CancellationToken cancellationToken)
    {
        for (var page = 0; page < MostPages; page++)
        {
            var found = await SendAsync<CodegenPage>(
                HttpMethod.Get, $"agent/runs?source_type=API&skip={page * PageSize}&limit={PageSize}", body: null, cancellationToken);
            if (found.Items.FirstOrDefault(run => run.Marker is { } marker && isWanted(run, marker)) is { } run)
            {
                return run;
            }

            if (found.Items.Count == 0 || (page + 1) * PageSize >= found.Total)
            {
                break;
            }
        }

        return null;
    }

    private async Task<T> SendAsync<T>(HttpMethod method, string path, JsonObject? body, CancellationToken cancellationToken)
    {
        var (kind, limit) = method == HttpMethod.Get ? ("read", Reads) : ("create", Writes);
        var wait = await limits.ReserveAsync($"codegen/{options.OrganizationId}/{kind}", limit, cancellationToken);
        await Task.Delay(wait, time, cancellationToken);

        using var request = new HttpRequestMessage(
            method, new Uri(options.BaseUrl, $"/v1/organizations/{options.OrganizationId}/{path}"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token());
        request.Content = body is null ? null : JsonContent.Create(body);
        try
        {
            using var response = await http.SendAsync(request, cancellationToken);
            return response.StatusCode == HttpStatusCode.OK
                ? await response.Content.ReadFromJsonAsync<T>(cancellationToken) ?? throw new JsonException("The answer is null.")
                : throw new CodegenException(
                    response.StatusCode, await MessageAsync(response, cancellationToken),
                    RetryAfterHeader.Read(response.Headers, time.GetUtcNow()));
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or JsonException or InvalidOperationException)
        {
            throw new CodegenException(status: null, exception.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CodegenException(status: null, $"No answer within {http.Timeout.TotalSeconds:0} s.");
        }
    }

    private string Token() => Environment.GetEnvironmentVariable(options.TokenVariable) is { Length: > 0 } token
        ? token
        : throw new CodegenException(HttpStatusCode.Unauthorized, $"The environment variable {options.TokenVariable} is not set.");

    private static async Task<string> MessageAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        try
        {
            text = (string?)JsonNode.Parse(text)?["message"] ?? text;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Something between us and the service answered, such as a proxy: its text is all there is.
        }

        return text.Length <= LongestMessage ? text : text[..LongestMessage];
    }
}
