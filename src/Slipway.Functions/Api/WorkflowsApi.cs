using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Options;
using Slipway.Core;
using Slipway.Core.Definitions.Running;
using Slipway.Core.Lifecycle;
using Slipway.Core.Ports;
using Slipway.Functions.Access;
using Slipway.Functions.Orchestrators;
using Slipway.Functions.Orchestrators.Definitions;
using Slipway.Functions.Watching;

namespace Slipway.Functions.Api;

/// <summary>Starts workflows and shows them.</summary>
internal sealed class WorkflowsApi(
    WorkflowControl control, WorkflowStarter starter, DefinitionStarts definitions, LifecycleStarts lifecycles, IArtifactStore artifacts,
    Watchdog watchdog, IOptions<SlipwayOptions> options)
{
    [Function("StartWorkflow")]
    public async Task<IResult> StartAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "workflows")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken hostStops)
    {
        var cancellationToken = request.HttpContext.RequestAborted;
        var access = RequestAccess.Of(request);
        try
        {
            var body = await RequestBody.ReadObjectAsync(request, cancellationToken) ?? throw new SlipwayException(
                ErrorCodes.InvalidRequest,
                "The body is empty: give a requirement, a repository and an agent, or a definition and its inputs, as JSON.");
            if (body.TryGetProperty("definition", out _))
            {
                var start = RequestBody.Bind<DefinitionStart>(body);
                start = start with { Actor = access.Actor(start.Actor) };
                access.Require(StartScope.Of(start));
                var hash = Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(body)));
                return await starter.StartAsync<DefinitionRunRequest>(
                    request, client, nameof(DefinitionRunner), earlier => earlier.SentHash == hash,
                    async () => await definitions.PrepareAsync(client, start, access, cancellationToken) with { SentHash = hash },
                    hostStops);
            }

            var wanted = RequestBody.Bind<WorkflowRequest>(body);
            Check(wanted);
            wanted = WorkflowRequestValidator.Sanitise(wanted with { Actor = access.Actor(wanted.Actor) });
            Check(wanted);
            access.Require(StartScope.Of(wanted));
            return await starter.StartAsync<WorkflowRequest>(
                request, client, nameof(CiCdLifecycle), earlier => Normal(earlier) == Normal(wanted),
                async () =>
                {
                    await lifecycles.CheckWorldAsync(client, wanted, access, cancellationToken);
                    return wanted;
                },
                hostStops);
        }
        catch (Exception exception) when (Problems.Of(exception) is { } problem)
        {
            return problem;
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
            query = query with { Access = RequestAccess.Of(request) };
            var list = await WorkflowList.ReadAsync(client, query, request.HttpContext.RequestAborted);
            return Results.Json(new { workflows = list.Workflows, continuation = list.Continuation?.ToString() }, CoreJson.Options);
        }
        catch (Exception exception) when (Problems.Of(exception) is { } problem)
        {
            return problem;
        }
    }

    [Function("GetWorkflow")]
    public async Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "workflows/{id}")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id)
    {
        try
        {
            var parts = IncludedParts.Read(request.Query);
            return await control.FindAsync(client, id, RequestAccess.Of(request), request.HttpContext.RequestAborted) is { } metadata
                ? Results.Json(await ShowAsync(client, metadata, parts, request.HttpContext.RequestAborted), CoreJson.Options)
                : Problems.NotFound(id);
        }
        catch (Exception exception) when (Problems.Of(exception) is { } problem)
        {
            return problem;
        }
    }

    [Function("GetArtifact")]
    public async Task<IResult> ArtifactAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "workflows/{id}/artifacts/{sha256}")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id,
        string sha256)
    {
        if (await control.FindAsync(client, id, RequestAccess.Of(request), request.HttpContext.RequestAborted) is null)
        {
            return Problems.NotFound(id);
        }

        request.HttpContext.Response.Headers.XContentTypeOptions = "nosniff";
        return artifacts.OpenRead(sha256) is { } content
            ? Results.Stream(content, "text/plain; charset=utf-8")
            : Problems.Of(StatusCodes.Status404NotFound, ErrorCodes.InvalidRequest, "There is no artifact with this SHA-256.");
    }

    private async Task<WorkflowView> ShowAsync(
        DurableTaskClient client, OrchestrationMetadata metadata, IncludedParts parts, CancellationToken cancellationToken)
    {
        var id = metadata.InstanceId;
        var view = WorkflowView.From(metadata);
        if (view.Definition is not null)
        {
            view = await DefinitionControl.ShowAsync(client, metadata, view, cancellationToken);
        }

        if (view.Status == ExecutionStatus.Pending)
        {
            view = view with { Queue = await QueueView.ReadAsync(client, id, options.Value.Admission, cancellationToken) };
        }

        if (parts.Events)
        {
            var events = WorkflowEvents.Read(await client.GetOrchestrationHistoryAsync(id, cancellationToken), after: 0);
            view = view with { Events = [.. events.TakeLast(IncludedParts.MaxEvents)] };
        }

        return view with
        {
            Context = parts.Context ? ContextOf(metadata) : null,
            Stuck = await watchdog.WhyStuckAsync(client, metadata, cancellationToken),
        };
    }

    private static JsonElement? ContextOf(OrchestrationMetadata metadata) => metadata.Name == nameof(DefinitionRunner)
        ? Element(DefinitionRunView.RequestOf(metadata))
        : Element(WorkflowView.Read<WorkflowRequest>(metadata.SerializedInput));

    private static JsonElement? Element<T>(T? request)
        where T : class => request is null ? null : JsonSerializer.SerializeToElement(request, CoreJson.Options);

    private static string Normal(WorkflowRequest request) => JsonSerializer.Serialize(request, CoreJson.Options);

    private void Check(WorkflowRequest wanted)
    {
        var errors = WorkflowRequestValidator.Validate(wanted, options.Value.Limits);
        if (errors.Count > 0)
        {
            throw new InvalidFieldsException(errors);
        }
    }
}
