using Microsoft.AspNetCore.Http;
using Slipway.Core.Definitions;
using Slipway.Functions.Steps;

namespace Slipway.Functions.Api;

/// <summary>A definition as the body of a request: JSON when its Content-Type says so, YAML otherwise.</summary>
/// <param name="Definition">The definition, when it can be read.</param>
/// <param name="Problems">All that is wrong with it, each with its place.</param>
internal sealed record DefinitionBody(WorkflowDefinition? Definition, IReadOnlyList<DefinitionProblem> Problems)
{
    /// <summary>Reads and checks it.</summary>
    /// <exception cref="BadHttpRequestException">It is too large (413).</exception>
    public static async Task<DefinitionBody> ReadAsync(HttpRequest request, StepPlugins plugins)
    {
        var text = await RequestBody.ReadTextAsync(request, DefinitionReader.MaxBytes, request.HttpContext.RequestAborted);
        var reading = DefinitionReader.Read(text, request.HasJsonContentType() ? "definition.json" : "definition.yaml");
        return new DefinitionBody(reading.Definition, reading.Definition is { } definition
            ? DefinitionValidator.Validate(definition, plugins.All, reading.Source)
            : reading.Problems);
    }
}
