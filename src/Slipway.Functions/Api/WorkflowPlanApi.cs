using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Slipway.Core;
using Slipway.Core.Definitions;
using Slipway.Core.Definitions.Running;
using Slipway.Functions.Access;
using Slipway.Functions.Entities;
using Slipway.Functions.Steps;

namespace Slipway.Functions.Api;

/// <summary>The plan of one workflow of a definition: by what its steps really took, as far as it has come.</summary>
internal sealed class WorkflowPlanApi(WorkflowControl control, StepPlugins plugins)
{
    /// <summary>As JSON, or with <c>?format=text|mermaid|svg</c> as a drawing.</summary>
    [Function("PlanWorkflow")]
    public async Task<IResult> PlanAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "workflows/{id}/plan")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id)
    {
        var cancellationToken = request.HttpContext.RequestAborted;
        if (await control.FindAsync(client, id, RequestAccess.Of(request), cancellationToken) is not { } metadata)
        {
            return Problems.NotFound(id);
        }

        if (WorkflowView.From(metadata).Definition is null || DefinitionRunView.RequestOf(metadata) is not { } run)
        {
            return Problems.Of(
                StatusCodes.Status400BadRequest, ErrorCodes.InvalidRequest,
                "Only workflows of definitions have plans. What happened in this one, and when, is in its events.");
        }

        var events = WorkflowEvents.Read(await client.GetOrchestrationHistoryAsync(id, cancellationToken), after: 0);
        return DefinitionsApi.Drawn(
            DefinitionPlan.Of(
                DefinitionGraph.Of(run.Definition, plugins.All),
                await StepTimes.ReadAsync(client, run.Definition.Id, cancellationToken),
                Taken(StepReports.Read(run, events, current: []))),
            request.Query["format"].ToString());
    }

    /// <summary>How long each step took that is over, its attempts and the waits between them counted; nothing where it did not run.
    /// </summary>
    private static Dictionary<string, TimeSpan> Taken(IReadOnlyList<StepReport> steps) => steps
        .Where(step => step is { EndedAt: not null, State: not (StepState.Pending or StepState.WaitingRetry) })
        .ToDictionary(step => step.Id, step => step.EndedAt!.Value - (step.StartedAt ?? step.EndedAt.Value), StringComparer.Ordinal);
}
