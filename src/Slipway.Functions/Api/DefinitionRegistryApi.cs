using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Slipway.Core;
using Slipway.Core.Definitions;
using Slipway.Core.Definitions.Registering;
using Slipway.Core.Security;
using Slipway.Functions.Access;
using Slipway.Functions.Steps;

namespace Slipway.Functions.Api;

/// <summary>Registers workflow definitions, so that they can be run by their ids.</summary>
internal sealed class DefinitionRegistryApi(DefinitionRegistry registry, StepPlugins plugins)
{
    private const int MaxShownProblems = 10;

    /// <summary>Registers a definition, or a new version of one. <c>?actor=</c> says who does.</summary>
    [Function("PutDefinition")]
    public async Task<IResult> PutAsync(
        [HttpTrigger(AuthorizationLevel.Function, "put", Route = "definitions/{id}")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id)
    {
        try
        {
            var access = RequestAccess.Of(request);
            access.RequireDefinition(id);
            var actor = access.Actor(request.Query["actor"].ToString()) ?? "";
            var (definition, problems) = await DefinitionBody.ReadAsync(request, plugins);
            if (problems.Count > 0)
            {
                return Invalid(problems);
            }

            if (definition!.Id != id)
            {
                throw new InvalidFieldsException("id", $"is '{definition.Id}', but the address says '{Sanitiser.Line(id, 100)}'.");
            }

            var result = await registry.PutAsync(
                client, definition, actor.Length == 0 ? null : Redactor.Redact(Sanitiser.Line(actor)),
                ETags.IfMatch(request), ETags.IfNew(request), request.HttpContext.RequestAborted);
            return result.Outcome switch
            {
                DefinitionChangeOutcome.Refused => throw Changed(id, result.Hash),
                DefinitionChangeOutcome.NameTaken => throw new SlipwayException(
                    ErrorCodes.DefinitionTaken,
                    $"'{id}' has another version {definition.Version}, and a version that has a name stays as it is: "
                        + "give this one another."),
                _ => Done(request, definition, result),
            };
        }
        catch (Exception exception) when (Problems.Of(exception) is { } problem)
        {
            return problem;
        }
    }

    /// <summary>Removes a registered definition with all its versions; workflows that run keep theirs.</summary>
    [Function("DeleteDefinition")]
    public async Task<IResult> DeleteAsync(
        [HttpTrigger(AuthorizationLevel.Function, "delete", Route = "definitions/{id}")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id)
    {
        try
        {
            RequestAccess.Of(request).RequireDefinition(id);
            var result = await registry.RemoveAsync(client, id, ETags.IfMatch(request), request.HttpContext.RequestAborted);
            return result.Outcome switch
            {
                DefinitionChangeOutcome.Removed => Results.NoContent(),
                DefinitionChangeOutcome.Refused => throw Changed(id, result.Hash),
                _ => NotFound(id),
            };
        }
        catch (Exception exception) when (Problems.Of(exception) is { } problem)
        {
            return problem;
        }
    }

    /// <summary>The answer where there is no such definition, or none for whoever asks.</summary>
    internal static IResult NotFound(string id) => Problems.Of(
        StatusCodes.Status404NotFound, ErrorCodes.InvalidRequest,
        $"No definition '{Sanitiser.Line(id, 100)}' is registered. GET /api/definitions lists them.");

    private static IResult Done(HttpRequest request, WorkflowDefinition definition, DefinitionChangeResult result)
    {
        var hash = DefinitionWriter.Hash(definition);
        var isNew = result.Outcome == DefinitionChangeOutcome.Created;
        var self = $"/api/definitions/{definition.Id}";
        request.HttpContext.Response.Headers.ETag = ETags.Of(hash);
        if (isNew)
        {
            request.HttpContext.Response.Headers.Location = self;
        }

        return Results.Json(
            new
            {
                definition.Id, definition.Name, definition.Version, hash, result.Outcome,
                replaced = result.Outcome == DefinitionChangeOutcome.Replaced ? result.Hash : null,
                links = new { self, plan = $"{self}/plan" },
            },
            CoreJson.Options,
            statusCode: isNew ? StatusCodes.Status201Created : StatusCodes.Status200OK);
    }

    private static IResult Invalid(IReadOnlyList<DefinitionProblem> problems) => Results.Problem(
        detail: $"The definition cannot be registered: {string.Join(" ", problems.Take(MaxShownProblems))}"
            + (problems.Count > MaxShownProblems ? $" And {problems.Count - MaxShownProblems} more." : ""),
        statusCode: StatusCodes.Status400BadRequest,
        type: Problems.TypeOf(ErrorCodes.InvalidRequest),
        extensions: new Dictionary<string, object?> { ["code"] = ErrorCodes.InvalidRequest, ["problems"] = problems });

    private static SlipwayException Changed(string id, string? hash) => new(
        ErrorCodes.DefinitionChanged,
        hash is null
            ? $"No definition '{Sanitiser.Line(id, 100)}' is registered, so none can match the hash of If-Match."
            : $"'{id}' is registered with the hash {hash}, which is not what the request is for. Look at it, and try again with that.");
}
