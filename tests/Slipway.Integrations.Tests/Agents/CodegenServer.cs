using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Slipway.Integrations.Tests.Agents;

/// <summary>The service of codegen.com on loopback, as its OpenAPI description has it, for organization 42.</summary>
internal sealed class CodegenServer : IAsyncDisposable
{
    internal const string Token = "token-0123456789";

    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<long, Run> _runs = new();
    private readonly ConcurrentQueue<(string Path, int Status, string? RetryAfter)> _refusals = new();
    private readonly ConcurrentQueue<(string Path, Func<HttpContext, Task> Answer)> _faults = new();
    private readonly ConcurrentQueue<string> _statuses = new();

    private CodegenServer(WebApplication app)
    {
        _app = app;
        app.Use(CheckAsync);
        var organization = app.MapGroup("/v1/organizations/42");
        organization.MapPost("/agent/run", (Delegate)CreateAsync);
        organization.MapGet("/agent/run/{id:long}", Get);
        organization.MapGet("/agent/runs", List);
        organization.MapPost("/agent/run/resume", (Delegate)ResumeAsync);
        app.MapFallback(() => Error(404, "Organization not found."));
    }

    internal Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>Answers the next request for a path so.</summary>
    internal void Answer(string path, Func<HttpContext, Task> answer) => _faults.Enqueue((path, answer));

    /// <summary>Each request, as <c>METHOD path</c>.</summary>
    internal ConcurrentQueue<string> Requests { get; } = new();

    internal ConcurrentQueue<JsonNode> Bodies { get; } = new();

    /// <summary>Whether a run that is created is answered by a broken connection.</summary>
    internal bool BreaksAfterCreating { get; set; }

    /// <summary>Whether requests for a path are cut off without an answer.</summary>
    internal Func<string, bool> IsDown { get; set; } = _ => false;

    /// <summary>Does what a run is told, before it is answered: gets the prompt, gives the branch of the pull request that it opened.
    /// </summary>
    internal Func<string, Task<string?>> Working { get; set; } = _ => Task.FromResult<string?>("codegen/add");

    /// <summary>Whether its answers leave out the pull requests of runs.</summary>
    internal bool KeepsPullRequestsToItself { get; set; }

    internal static async Task<CodegenServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var server = new CodegenServer(builder.Build());
        await server._app.StartAsync();
        return server;
    }

    /// <summary>What a run's status will be at each look; the last one stays.</summary>
    internal void WillBe(params string[] statuses)
    {
        foreach (var status in statuses)
        {
            _statuses.Enqueue(status);
        }
    }

    /// <summary>Refuses the next request for a path.</summary>
    internal void Refuse(string path, int status, string? retryAfter = null) => _refusals.Enqueue((path, status, retryAfter));

    internal int Count(string request) => Requests.Count(seen => seen == request);

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task CheckAsync(HttpContext context, RequestDelegate next)
    {
        Requests.Enqueue($"{context.Request.Method} {context.Request.Path}");
        if (IsDown(context.Request.Path.Value!))
        {
            context.Abort();
            return;
        }

        if (_faults.TryPeek(out var fault) && context.Request.Path.Value!.EndsWith(fault.Path, StringComparison.Ordinal)
            && _faults.TryDequeue(out _))
        {
            await fault.Answer(context);
            return;
        }

        if (context.Request.Headers.Authorization != $"Bearer {Token}")
        {
            await Error(403, "Not authenticated").ExecuteAsync(context);
            return;
        }

        if (_refusals.TryPeek(out var refusal) && context.Request.Path.Value!.EndsWith(refusal.Path, StringComparison.Ordinal)
            && _refusals.TryDequeue(out _))
        {
            if (refusal.RetryAfter is { } wait)
            {
                context.Response.Headers.RetryAfter = wait;
            }

            await Error(refusal.Status, $"scripted {refusal.Status}").ExecuteAsync(context);
            return;
        }

        await next(context);
    }

    private async Task<IResult> CreateAsync(HttpContext context)
    {
        var body = (await JsonNode.ParseAsync(context.Request.Body))!;
        Bodies.Enqueue(body);
        if ((string?)body["prompt"] is null)
        {
            return Error(422, "prompt: field required");
        }

        var run = new Run(1000 + _runs.Count) { Metadata = body["metadata"]?.DeepClone() };
        run.Branch = await Working((string)body["prompt"]!);
        _runs[run.Id] = run;
        if (BreaksAfterCreating)
        {
            BreaksAfterCreating = false;
            context.Abort();
        }

        return Describe(run);
    }

    private IResult Get(long id)
    {
        if (!_runs.TryGetValue(id, out var run))
        {
            return Error(404, "Agent run not found.");
        }

        run.Status = _statuses.Count > 1 && _statuses.TryDequeue(out var next) ? next : _statuses.TryPeek(out var last) ? last : "COMPLETE";
        return Describe(run);
    }

    private IResult List(int skip, int limit) => limit is < 1 or > 100
        ? Error(422, "limit: must be 1 to 100")
        : Results.Json(new
        {
            items = _runs.Values.OrderBy(run => run.Id).Skip(skip).Take(limit).Select(Form),
            total = _runs.Count, page = (skip / limit) + 1, size = limit, pages = (_runs.Count + limit - 1) / limit,
        });

    private async Task<IResult> ResumeAsync(HttpContext context)
    {
        var body = (await JsonNode.ParseAsync(context.Request.Body))!;
        Bodies.Enqueue(body);
        if ((long?)body["agent_run_id"] is not { } id || !_runs.TryGetValue(id, out var run))
        {
            return Error(404, "Agent run not found.");
        }

        run.Branch = await Working((string)body["prompt"]!) ?? run.Branch;
        run.Rounds++;
        run.Status = "ACTIVE";
        return Describe(run);
    }

    private IResult Describe(Run run) => Results.Json(Form(run));

    private object Form(Run run) => new
    {
        id = run.Id,
        organization_id = 42,
        status = run.Status,
        created_at = "2026-11-20T21:12:20Z",
        web_url = $"https://codegen.com/agent/trace/{run.Id}",
        result = $"Round {run.Rounds} done.",
        summary = "Adding the function",
        source_type = "API",
        github_pull_requests = run.Branch is null || KeepsPullRequestsToItself ? [] : new[]
        {
            new
            {
                id = 7, title = "Add it", url = "https://github.com/o/r/pull/7", created_at = "2026-11-20T21:13:00Z",
                head_branch_name = run.Branch,
            },
        },
        metadata = run.Metadata,
    };

    private static IResult Error(int status, string message) =>
        Results.Json(new { message, status_code = status }, statusCode: status);

    private sealed class Run(long id)
    {
        internal long Id { get; } = id;

        internal string Status { get; set; } = "ACTIVE";

        internal string? Branch { get; set; }

        internal int Rounds { get; set; } = 1;

        internal JsonNode? Metadata { get; init; }
    }
}
