using Microsoft.Azure.Functions.Worker;
using Slipway.Functions.Steps;

namespace Slipway.Functions.Activities;

/// <summary>Finds a definition that a step runs as a child, and checks what it is given.</summary>
internal sealed class ResolveDefinition(DefinitionCatalog definitions, RunningWork running)
{
    [Function(nameof(ResolveDefinition))]
    public Task<StepResult<ResolvedDefinition>> RunAsync(
        [ActivityTrigger] ResolveDefinitionInput input, CancellationToken cancellationToken) =>
        StepResult.FromAsync<ResolvedDefinition>(running, input.Definition, stops: 0, async token =>
            StepResult.Succeeded(definitions.Prepare(await definitions.FindAsync(input.Definition, token), input.Inputs)),
            cancellationToken);
}
