namespace Slipway.LocalHost.Durable.History;

/// <summary>The orchestrator called an operation of an entity and waits for its result.</summary>
/// <param name="Timestamp">When, in UTC.</param>
/// <param name="TaskId">The number of the call.</param>
/// <param name="EntityId">Which entity, as <c>@name@key</c>.</param>
/// <param name="Operation">The operation.</param>
/// <param name="Input">JSON of its input; null when there is none.</param>
/// <param name="Section">The critical section it is part of, by the number of the call that began it; null outside of one.</param>
internal sealed record EntityCalled(DateTime Timestamp, int TaskId, string EntityId, string Operation, string? Input, int? Section)
    : ScheduledEvent(Timestamp, TaskId)
{
    public override string Describe() => $"call of operation '{Operation}' of entity '{EntityId}' (#{TaskId})";
}
