using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Slipway.Core.Definitions.Registering;
using Slipway.Functions.Entities;

namespace Slipway.Functions.Orchestrators;

/// <summary>Changes a registered definition and tells what became of it: a client can tell an entity something, and only an orchestration
/// hears its answer.</summary>
public static class RegisterDefinition
{
    /// <summary>Runs it.</summary>
    [Function(nameof(RegisterDefinition))]
    public static Task<DefinitionChangeResult> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var change = context.GetInput<DefinitionChange>()!;
        return context.Entities.CallEntityAsync<DefinitionChangeResult>(
            DefinitionRegister.IdOf(change.Id), nameof(DefinitionRegister.Change), change);
    }
}
