using System.Net.Mime;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Slipway.Core;
using Slipway.Core.Definitions;
using Slipway.Core.Definitions.Planning;
using Slipway.Core.Definitions.Registering;
using Slipway.Functions.Access;
using Slipway.Functions.Entities;
using Slipway.Functions.Steps;

namespace Slipway.Functions.Api;

/// <summary>Shows the workflow definitions that the host has, checks others, and plans them.</summary>
internal sealed class DefinitionsApi(DefinitionCatalog definitions, DefinitionFolder folder, StepPlugins plugins)
{
    /// <summary>Lists them, and what is wrong with files of the folder.</summary>
    [Function("ListDefinitions")]
    public async Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "definitions")] HttpRequest request,
        [DurableClient] DurableTaskClient client)
    {
        try
        {
            var access = RequestAccess.Of(request);
            var listed = await definitions.ListAsync(client, request.HttpContext.RequestAborted);
            var views = listed.Where(each => access.MayReadDefinition(each.Definition.Id)).Select(listed => new
            {
                listed.Definition.Id,
                listed.Definition.Name,
                listed.Definition.Description,
                listed.Definition.Version,
                listed.Source,
                listed.File,
                listed.Definition.Inputs,
                listed.Versions,
            });
            return Results.Json(
                new { definitions = views, problems = access.ReadsAll ? folder.Problems : [] }, CoreJson.Options);
        }
        catch (Exception exception) when (Problems.Of(exception) is { } problem)
        {
            return problem;
        }
    }

    [Function("GetDefinitionSchema")]
    public IResult Schema([HttpTrigger(AuthorizationLevel.Function, "get", Route = "definitions/schema")] HttpRequest request) =>
        Results.Text(DefinitionSchema.Json(plugins.All), "application/schema+json", Encoding.UTF8);

    /// <summary>The newest version, or that of <c>?version=</c>.</summary>
    [Function("GetDefinition")]
    public Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "definitions/{id}")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id) =>
        FoundAsync(request, client, id, definition =>
        {
            request.HttpContext.Response.Headers.ETag = ETags.Of(DefinitionWriter.Hash(definition));
            return Task.FromResult(Results.Text(DefinitionWriter.Write(definition), MediaTypeNames.Application.Json, Encoding.UTF8));
        });

    /// <summary>As JSON, or with <c>?format=text|mermaid|svg</c> as a drawing.</summary>
    [Function("PlanDefinition")]
    public Task<IResult> PlanAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "definitions/{id}/plan")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id) =>
        FoundAsync(request, client, id, async definition => Drawn(
            DefinitionPlan.Of(
                DefinitionGraph.Of(definition, plugins.All),
                await StepTimes.ReadAsync(client, definition.Id, request.HttpContext.RequestAborted)),
            request.Query["format"].ToString()));

    /// <summary>How long the steps took in the last runs of definitions with this id, whether the host has it or not.</summary>
    [Function("GetDefinitionDurations")]
    public async Task<IResult> DurationsAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "definitions/{id}/durations")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id) =>
        Results.Json(
            DefinitionVersions.IsId(id) && RequestAccess.Of(request).MayReadDefinition(id)
                ? await StepTimes.ReadAsync(client, id, request.HttpContext.RequestAborted)
                : MeasuredDurations.None,
            CoreJson.Options);

    [Function("ValidateDefinition")]
    public async Task<IResult> ValidateAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "definitions/validate")] HttpRequest request)
    {
        try
        {
            var (definition, problems) = await DefinitionBody.ReadAsync(request, plugins);
            return Results.Json(
                new { valid = problems.Count == 0, problems, hash = problems.Count == 0 ? DefinitionWriter.Hash(definition!) : null },
                CoreJson.Options);
        }
        catch (Exception exception) when (Problems.Of(exception) is { } problem)
        {
            return problem;
        }
    }

    /// <summary>A plan in a format; as JSON unless one is given.</summary>
    internal static IResult Drawn(DefinitionPlan plan, string format) => format switch
    {
        "" or "json" => Results.Json(plan, CoreJson.Options),
        "text" => Results.Text(PlanTable.Draw(plan), MediaTypeNames.Text.Plain, Encoding.UTF8),
        "mermaid" => Results.Text(PlanMermaid.Draw(plan), MediaTypeNames.Text.Plain, Encoding.UTF8),
        "svg" => Results.Text(PlanSvg.Draw(plan), MediaTypeNames.Image.Svg, Encoding.UTF8),
        _ => Problems.Of(StatusCodes.Status400BadRequest, ErrorCodes.InvalidRequest, "format must be json, text, mermaid or svg."),
    };

    private async Task<IResult> FoundAsync(
        HttpRequest request, DurableTaskClient client, string id, Func<WorkflowDefinition, Task<IResult>> show)
    {
        var access = RequestAccess.Of(request);
        if (!access.MayReadDefinition(id))
        {
            return DefinitionRegistryApi.NotFound(id);
        }

        try
        {
            var version = request.Query["version"].ToString();
            return await show(await definitions.FindAsync(
                client, id, version.Length == 0 ? null : version, access, request.HttpContext.RequestAborted));
        }
        catch (SlipwayException exception)
        {
            return Problems.Of(StatusCodes.Status404NotFound, exception.Code, exception.Message);
        }
    }
}
