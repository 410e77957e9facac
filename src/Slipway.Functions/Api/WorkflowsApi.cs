using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Options;
using Slipway.Core;
using Slipway.Core.Lifecycle;
using Slipway.Core.Ports;
using Slipway.Functions.Orchestrators;

namespace Slipway.Functions.Api;

/// <summary>Starts workflows and shows them.</summary>
internal sealed class WorkflowsApi(
    WorkflowControl control, IWorkspaces workspaces, IAgentCatalog agents, IArtifactStore artifacts, IOptions<SlipwayOptions> options)
{
    private const int MaxKeyLength = 200;

    [Function("StartWorkflow")]
    public async Task<IResult> StartAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "workflows")] HttpRequest request,
        [DurableClient] DurableTaskClient client)
    {
        var cancellationToken = request.HttpContext.RequestAborted;
        try
        {
            var key = request.Headers["Idempotency-Key"].ToString();
            var wanted = await RequestBody.ReadJsonAsync<WorkflowRequest>(request, cancellationToken)
                ?? throw new SlipwayException(
                    ErrorCodes.InvalidRequest, "The body is empty: give a requirement, a repository and an agent, as JSON.");
            Check(wanted);
            wanted = WorkflowRequestValidator.Sanitise(wanted);
            Check(wanted);

            if (key.Length > MaxKeyLength)
            {
                return Problems.Of(
                    StatusCodes.Status400BadRequest, ErrorCodes.InvalidRequest,
                    $"The Idempotency-Key has more than {MaxKeyLength} characters.");
            }

            return await StartAsync(request, client, key, wanted, cancellationToken);
        }
        catch (InvalidFieldsException exception)
        {
            return Problems.Of(exception);
        }
        catch (SlipwayException exception)
        {
            return Problems.Of(exception);
        }
    }

    [Function("ListWorkflows")]
    public async Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "workflows")] HttpRequest request,
        [DurableClient] DurableTaskClient client)
    {
        if (!ListQuery.TryRead(request.Query, out var query, out var error))
        {
            return Problems.Of(StatusCodes.Status400BadRequest, ErrorCodes.InvalidRequest, error);
        }

        try
        {
            var list = await WorkflowList.ReadAsync(client, query, request.HttpContext.RequestAborted);
            return Results.Json(new { workflows = list.Workflows, continuation = list.Continuation?.ToString() }, CoreJson.Options);
        }
        catch (InvalidFieldsException exception)
        {
            return Problems.Of(exception);
        }
    }

    [Function("GetWorkflow")]
    public async Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "workflows/{id}")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id)
    {
        var cancellationToken = request.HttpContext.RequestAborted;
        if (await control.FindAsync(client, id, cancellationToken) is not { } metadata)
        {
            return Problems.NotFound(id);
        }

        var view = WorkflowView.From(metadata);
        if (view.Status == ExecutionStatus.Pending)
        {
            view = view with { Queue = await QueueView.ReadAsync(client, id, options.Value.Admission, cancellationToken) };
        }

        return Results.Json(view, CoreJson.Options);
    }

    [Function("GetWorkflowEvents")]
    public async Task<IResult> EventsAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "workflows/{id}/events")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id)
    {
        var cancellationToken = request.HttpContext.RequestAborted;
        var after = 0L;
        if (request.Query.ContainsKey("after") && (!long.TryParse(request.Query["after"], out after) || after < 0))
        {
            return Problems.Of(
                StatusCodes.Status400BadRequest,
                ErrorCodes.InvalidRequest,
                $"after must be the sequence number of an event, 0 or more, not '{request.Query["after"]}'.");
        }

        if (await control.FindAsync(client, id, cancellationToken) is null)
        {
            return Problems.NotFound(id);
        }

        var history = await client.GetOrchestrationHistoryAsync(id, cancellationToken);
        return Results.Json(new { events = WorkflowEvents.Read(history, after) }, CoreJson.Options);
    }

    [Function("GetArtifact")]
    public async Task<IResult> ArtifactAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "workflows/{id}/artifacts/{sha256}")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id,
        string sha256)
    {
        if (await control.FindAsync(client, id, request.HttpContext.RequestAborted) is null)
        {
            return Problems.NotFound(id);
        }

        request.HttpContext.Response.Headers.XContentTypeOptions = "nosniff";
        return artifacts.OpenRead(sha256) is { } content
            ? Results.Stream(content, "text/plain; charset=utf-8")
            : Problems.Of(StatusCodes.Status404NotFound, ErrorCodes.InvalidRequest, "There is no artifact with this SHA-256.");
    }

    private void Check(WorkflowRequest wanted)
    {
        var errors = WorkflowRequestValidator.Validate(wanted, options.Value.Limits);
        if (errors.Count > 0)
        {
            throw new InvalidFieldsException(errors);
        }
    }

    private async Task<IResult> StartAsync(
        HttpRequest request, DurableTaskClient client, string key, WorkflowRequest wanted, CancellationToken cancellationToken)
    {
        var id = key.Length == 0 ? WorkflowId.New() : WorkflowId.ForIdempotencyKey(key);
        if (key.Length > 0 && await control.FindAsync(client, id.Value, cancellationToken) is { } earlier)
        {
            return Repeated(request, earlier, wanted);
        }

        // What cannot work is said now rather than by a workflow that fails at once.
        await workspaces.InspectAsync(wanted.Repository, wanted.BaseBranch, cancellationToken);
        foreach (var agent in wanted.FallbackAgents.Prepend(wanted.Agent))
        {
            agents.Find(agent);
        }

        if (options.Value.Admission is { Refuse: true } limits)
        {
            await QueueView.RefuseWhenFullAsync(client, wanted, limits, cancellationToken);
        }

        try
        {
            OrchestrationRuntimeStatus[] any = [.. StartOrchestrationOptionsExtensions.ValidDedupeStatuses];
            await client.ScheduleNewOrchestrationInstanceAsync(
                nameof(CiCdLifecycle), wanted, new StartOrchestrationOptions(id.Value).WithDedupeStatuses(any), cancellationToken);
        }
        catch (Exception exception) when (key.Length > 0 && exception is not OperationCanceledException)
        {
            // Each host says in a type of its own that a request with the same key was faster.
            if (await control.FindAsync(client, id.Value, cancellationToken) is { } faster)
            {
                return Repeated(request, faster, wanted);
            }

            throw;
        }

        return Accepted(request, (await control.FindAsync(client, id.Value, cancellationToken))!);
    }

    private static IResult Repeated(HttpRequest request, OrchestrationMetadata earlier, WorkflowRequest wanted)
    {
        var same = earlier.SerializedInput is { } input
            && Normal(JsonSerializer.Deserialize<WorkflowRequest>(input, CoreJson.Options)!) == Normal(wanted);
        return same
            ? Accepted(request, earlier)
            : Problems.Of(
                StatusCodes.Status409Conflict,
                ErrorCodes.IdempotencyConflict,
                $"This Idempotency-Key started {earlier.InstanceId} with another request. Use a new key for a new request.");
    }

    private static string Normal(WorkflowRequest request) => JsonSerializer.Serialize(request, CoreJson.Options);

    private static IResult Accepted(HttpRequest request, OrchestrationMetadata metadata)
    {
        var view = WorkflowView.From(metadata);
        request.HttpContext.Response.Headers.Location = view.Links["self"];
        return Results.Json(view, CoreJson.Options, statusCode: StatusCodes.Status202Accepted);
    }
}
