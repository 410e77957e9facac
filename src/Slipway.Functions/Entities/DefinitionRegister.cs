using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Entities;
using Slipway.Core.Definitions.Registering;

namespace Slipway.Functions.Entities;

/// <summary>A registered definition with its versions, kept durably: an entity for each id.</summary>
internal sealed class DefinitionRegister : TaskEntity<DefinitionVersions>
{
    public static EntityInstanceId IdOf(string definition) => new(nameof(DefinitionRegister), definition);

    /// <summary>Takes a change; one that removes the definition removes the entity.</summary>
    public DefinitionChangeResult Change(DefinitionChange change)
    {
        (var result, State) = State.Take(change);
        if (State.Kept.Count == 0)
        {
            State = null!;
        }

        return result;
    }

    [Function(nameof(DefinitionRegister))]
    public static Task DispatchAsync([EntityTrigger] TaskEntityDispatcher dispatcher) => dispatcher.DispatchAsync<DefinitionRegister>();

    protected override DefinitionVersions InitializeState(TaskEntityOperation entityOperation) => DefinitionVersions.None;
}
