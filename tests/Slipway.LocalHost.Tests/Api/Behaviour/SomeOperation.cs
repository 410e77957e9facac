using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;

namespace Slipway.LocalHost.Tests.Api.Behaviour;

/// <summary>An operation on an entity whose state is an object in memory.</summary>
internal sealed class SomeOperation(string name, object? state = null, object? input = null) : TaskEntityOperation
{
    public override string Name => name;

    public override TaskEntityContext Context { get; } = new NoEffects();

    public override TaskEntityState State => Kept;

    public override bool HasInput => input is not null;

    public MemoryState Kept { get; } = new() { Value = state };

    public override object? GetInput(Type inputType) => input;

    internal sealed class MemoryState : TaskEntityState
    {
        public object? Value { get; set; }

        public override bool HasState => Value is not null;

        public override object? GetState(Type type) => Value;

        public override void SetState(object? state) => Value = state;
    }

    private sealed class NoEffects : TaskEntityContext
    {
        public override EntityInstanceId Id => new("counter", "a");

        public override void SignalEntity(
            EntityInstanceId id, string operationName, object? input = null, SignalEntityOptions? options = null)
            => throw new InvalidOperationException("No effects here.");

        public override string ScheduleNewOrchestration(TaskName name, object? input = null, StartOrchestrationOptions? options = null)
            => throw new InvalidOperationException("No effects here.");
    }
}
