using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Primitives;
using Slipway.Core;
using Slipway.Core.Events;
using Slipway.Functions.Access;
using Slipway.Functions.Live;

namespace Slipway.Functions.Api;

/// <summary>Says what happened in a workflow, or goes on saying it.</summary>
internal sealed class WorkflowEventsApi(WorkflowControl control, EventStreams streams)
{
    [Function("GetWorkflowEvents")]
    public async Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "workflows/{id}/events")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id,
        CancellationToken hostStops)
    {
        var cancellationToken = request.HttpContext.RequestAborted;
        if (!TryReadNumber("after", request.Query["after"], out var after, out var problem)
            || !TryReadNumber("progressAfter", request.Query["progressAfter"], out var progressAfter, out problem)
            || !TryReadNumber(EventStream.LastEventId, request.Headers[EventStream.LastEventId], out var last, out problem))
        {
            return problem;
        }

        if (!EventFilter.TryParse(request.Query["types"], out var filter, out var wrong))
        {
            return Problems.Of(StatusCodes.Status400BadRequest, ErrorCodes.InvalidRequest, $"types: {wrong}");
        }

        if (await control.FindAsync(client, id, RequestAccess.Of(request), cancellationToken) is null)
        {
            return Problems.NotFound(id);
        }

        if (EventStream.IsAskedFor(request))
        {
            // A browser that comes back still has the address of its first request.
            return new EventStream(client, id, Math.Max(last, after), filter, streams, hostStops);
        }

        var history = await client.GetOrchestrationHistoryAsync(id, cancellationToken);
        var progress = await AgentFeeds.ReadAsync(client, id, progressAfter, cancellationToken);
        var events = WorkflowEvents.Read(history, after).Where(happened => filter.Wants(happened.Type));
        return Results.Json(new { events, progress }, CoreJson.Options);
    }

    private static bool TryReadNumber(string name, StringValues given, out long number, [NotNullWhen(false)] out IResult? problem)
    {
        number = 0;
        problem = given.Count > 0 && (!long.TryParse(given, out number) || number < 0)
            ? Problems.Of(
                StatusCodes.Status400BadRequest,
                ErrorCodes.InvalidRequest,
                $"{name} must be the sequence number of an event, 0 or more, not '{given}'.")
            : null;
        return problem is null;
    }
}
