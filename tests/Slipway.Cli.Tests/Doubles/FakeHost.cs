using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Slipway.Cli.Tests.Doubles;

/// <summary>
/// A real server on loopback that speaks the host's HTTP contract. Its workflows are scripts: each time one is asked for, it is one
/// frame further, up to the last.
/// </summary>
internal sealed class FakeHost : IAsyncDisposable
{
    public const string FunctionKey = "the-function-key-of-this-test";

    public const string SystemKey = "the-system-key-of-this-test";

    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, Script> _scripts = new();

    private FakeHost(WebApplication app)
    {
        _app = app;
    }

    public Uri Url => new(_app.Services.GetRequiredService<Microsoft.AspNetCore.Hosting.Server.IServer>()
        .Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    public bool Healthy { get; set; } = true;

    /// <summary>Requests in the order they came: method, path with query, body.</summary>
    public ConcurrentQueue<(string Method, string Path, JsonNode? Body)> Requests { get; } = new();

    public ConcurrentQueue<string> IdempotencyKeys { get; } = new();

    /// <summary>What POST and GET answer instead; null for the script.</summary>
    public Func<HttpContext, Task<bool>>? Intercept { get; set; }

    public string StartedId { get; set; } = "wf-1";

    public static async Task<FakeHost> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var host = new FakeHost(app);
        app.Use(host.GuardAsync);
        app.MapGet("/api/health", () => host.Healthy ? Results.Json(new { status = "healthy" }) : Results.StatusCode(503));
        app.MapPost("/api/workflows", (HttpContext http) =>
        {
            host.IdempotencyKeys.Enqueue(http.Request.Headers["Idempotency-Key"].ToString());
            return Results.Json(host.Now(host.StartedId), statusCode: 202);
        });
        app.MapGet("/api/workflows", (string? status, string? continuation) => host.List(status, continuation));
        app.MapGet("/api/workflows/{id}", (string id) => host.Find(id, script => script.Advance()));
        app.MapGet("/api/workflows/{id}/events", (string id, long after) => host.Find(id, script => script.EventsAfter(after)));
        app.MapPost("/api/workflows/{id}/{verb}", (string id, string verb) => host.Find(id, script => script.Current, status: 202));
        await app.StartAsync();
        return host;
    }

    /// <summary>Adds a workflow that goes through these frames.</summary>
    public void Add(string id, params Frame[] frames) => _scripts[id] = new Script(frames);

    /// <summary>Writes what a running host leaves for clients in its data directory.</summary>
    public void WriteFiles(string directory, bool running = true)
    {
        Directory.CreateDirectory(directory);
        File.WriteAllText(
            Path.Combine(directory, "keys.json"), $$"""{"master":"m","function":"{{FunctionKey}}","system":"{{SystemKey}}"}""");
        if (running)
        {
            File.WriteAllText(Path.Combine(directory, "endpoint.json"), $$"""{"url":"{{Url}}","pid":1}""");
        }
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    /// <summary>Answers with problem details.</summary>
    public static Func<HttpContext, Task<bool>> Refuse(int status, string code, string detail, object? errors = null) => async http =>
    {
        http.Response.StatusCode = status;
        var problem = new { title = "Refused", status, code, detail, errors };
        await http.Response.WriteAsJsonAsync(problem, (JsonSerializerOptions?)null, "application/problem+json");
        return true;
    };

    private async Task GuardAsync(HttpContext http, RequestDelegate next)
    {
        http.Request.EnableBuffering();
        var text = await new StreamReader(http.Request.Body, leaveOpen: true).ReadToEndAsync();
        http.Request.Body.Position = 0;
        Requests.Enqueue(
            (http.Request.Method, http.Request.Path + http.Request.QueryString, text.Length == 0 ? null : JsonNode.Parse(text)));
        var open = http.Request.Path == "/api/health" || http.Request.Path == "/api/webhooks/github";
        if (!open && http.Request.Headers["x-functions-key"] != KeyFor(http.Request.Path))
        {
            http.Response.StatusCode = 401;
            return;
        }

        if (Intercept is { } intercept && http.Request.Path != "/api/health" && await intercept(http))
        {
            return;
        }

        await next(http);
    }

    private static string KeyFor(PathString path) => path.StartsWithSegments("/runtime") ? SystemKey : FunctionKey;

    private JsonObject Now(string id) => _scripts[id].Current;

    private IResult Find(string id, Func<Script, JsonNode> read, int status = 200) => _scripts.TryGetValue(id, out var script)
        ? Results.Json(read(script), statusCode: status)
        : Results.Json(
            new { code = "SLW1003", detail = $"There is no workflow {id}." }, contentType: "application/problem+json", statusCode: 404);

    private IResult List(string? status, string? continuation)
    {
        const int PageSize = 2;
        var skip = continuation is null ? 0 : int.Parse(continuation);
        var all = _scripts.OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => pair.Value.Current)
            .Where(workflow => status is null || (string?)workflow["status"] == status)
            .ToList();
        var next = skip + PageSize < all.Count ? (skip + PageSize).ToString() : null;
        return Results.Json(new { workflows = all.Skip(skip).Take(PageSize), continuation = next });
    }

    internal sealed record Frame(JsonObject Workflow, params JsonObject[] Events);

    private sealed class Script(Frame[] frames)
    {
        private readonly Lock _lock = new();
        private int _index = -1;

        public JsonObject Current
        {
            get
            {
                lock (_lock)
                {
                    return Clone(frames[Math.Max(0, _index)].Workflow);
                }
            }
        }

        public JsonObject Advance()
        {
            lock (_lock)
            {
                _index = Math.Min(_index + 1, frames.Length - 1);
                return Clone(frames[_index].Workflow);
            }
        }

        public JsonObject EventsAfter(long after)
        {
            lock (_lock)
            {
                var events = frames.Take(_index + 1).SelectMany(frame => frame.Events).Where(e => (long)e["sequence"]! > after);
                return new JsonObject { ["events"] = new JsonArray([.. events.Select(e => (JsonNode)Clone(e))]) };
            }
        }

        private static JsonObject Clone(JsonObject node) => (JsonObject)node.DeepClone();
    }
}
