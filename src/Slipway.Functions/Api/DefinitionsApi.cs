using System.Net.Mime;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Slipway.Core;
using Slipway.Core.Definitions;
using Slipway.Core.Definitions.Planning;
using Slipway.Functions.Steps;

namespace Slipway.Functions.Api;

/// <summary>Shows the workflow definitions that the host has, checks others, and plans them.</summary>
internal sealed class DefinitionsApi(DefinitionCatalog definitions, StepPlugins plugins)
{
    [Function("ListDefinitions")]
    public async Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "definitions")] HttpRequest request)
    {
        var cancellationToken = request.HttpContext.RequestAborted;
        var views = new List<object>();
        foreach (var id in await definitions.ListAsync(cancellationToken))
        {
            var definition = await definitions.FindAsync(id, cancellationToken);
            views.Add(new { definition.Id, definition.Name, definition.Description, definition.Version, definition.Inputs });
        }

        return Results.Json(new { definitions = views }, CoreJson.Options);
    }

    [Function("GetDefinitionSchema")]
    public IResult Schema([HttpTrigger(AuthorizationLevel.Function, "get", Route = "definitions/schema")] HttpRequest request) =>
        Results.Text(DefinitionSchema.Json(plugins.All), "application/schema+json", Encoding.UTF8);

    [Function("GetDefinition")]
    public Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "definitions/{id}")] HttpRequest request, string id) =>
        FoundAsync(request, id, definition =>
            Results.Text(DefinitionWriter.Write(definition), MediaTypeNames.Application.Json, Encoding.UTF8));

    /// <summary>As JSON, or with <c>?format=text|mermaid|svg</c> as a drawing.</summary>
    [Function("PlanDefinition")]
    public Task<IResult> PlanAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "definitions/{id}/plan")] HttpRequest request, string id) =>
        FoundAsync(request, id, definition => Drawn(
            DefinitionPlan.Of(DefinitionGraph.Of(definition, plugins.All)), request.Query["format"].ToString()));

    [Function("ValidateDefinition")]
    public async Task<IResult> ValidateAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "definitions/validate")] HttpRequest request)
    {
        var text = await RequestBody.ReadTextAsync(request, DefinitionReader.MaxBytes, request.HttpContext.RequestAborted);
        var reading = DefinitionReader.Read(text, request.HasJsonContentType() ? "definition.json" : "definition.yaml");
        var problems = reading.Definition is { } definition
            ? DefinitionValidator.Validate(definition, plugins.All, reading.Source)
            : reading.Problems;
        return Results.Json(
            new { valid = problems.Count == 0, problems, hash = problems.Count == 0 ? DefinitionWriter.Hash(reading.Definition!) : null },
            CoreJson.Options);
    }

    private static IResult Drawn(DefinitionPlan plan, string format) => format switch
    {
        "" or "json" => Results.Json(plan, CoreJson.Options),
        "text" => Results.Text(PlanTable.Draw(plan), MediaTypeNames.Text.Plain, Encoding.UTF8),
        "mermaid" => Results.Text(PlanMermaid.Draw(plan), MediaTypeNames.Text.Plain, Encoding.UTF8),
        "svg" => Results.Text(PlanSvg.Draw(plan), MediaTypeNames.Image.Svg, Encoding.UTF8),
        _ => Problems.Of(StatusCodes.Status400BadRequest, ErrorCodes.InvalidRequest, "format must be json, text, mermaid or svg."),
    };

    private async Task<IResult> FoundAsync(HttpRequest request, string id, Func<WorkflowDefinition, IResult> show)
    {
        try
        {
            return show(await definitions.FindAsync(id, request.HttpContext.RequestAborted));
        }
        catch (SlipwayException exception)
        {
            return Problems.Of(StatusCodes.Status404NotFound, exception.Code, exception.Message);
        }
    }
}
