using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;

namespace Slipway.LocalHost.Durable.Entities;

/// <summary>One operation, as the entity's code gets it.</summary>
internal sealed class EngineEntityOperation(
    EntityOperationMessage message, TaskEntityContext context, TaskEntityState state, DataConverter converter) : TaskEntityOperation
{
    public override string Name => message.Operation;

    public override TaskEntityContext Context => context;

    public override TaskEntityState State => state;

    public override bool HasInput => message.Input is not null;

    public override object? GetInput(Type inputType) => converter.Deserialize(message.Input, inputType);
}
