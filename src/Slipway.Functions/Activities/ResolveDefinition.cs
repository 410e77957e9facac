using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Slipway.Functions.Steps;

namespace Slipway.Functions.Activities;

/// <summary>Finds a definition that a step runs as a child, and checks what it is given.</summary>
internal sealed class ResolveDefinition(DefinitionCatalog definitions, RunningWork running)
{
    [Function(nameof(ResolveDefinition))]
    public Task<StepResult<ResolvedDefinition>> RunAsync(
        [ActivityTrigger] ResolveDefinitionInput input, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) =>
        StepResult.FromAsync<ResolvedDefinition>(running, input.Definition, stops: 0, async token =>
        {
            var definition = input.Written is { } written
                ? WrittenDefinition.Read(written)
                : await definitions.FindAsync(client, input.Definition, token);
            WrittenDefinition.Hold(definition, input.Plugins);
            return StepResult.Succeeded(definitions.Prepare(definition, input.Inputs));
        },
        cancellationToken);
}
