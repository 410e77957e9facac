namespace Slipway.LocalHost.Durable.History;

/// <summary>Something the orchestrator's code asked for. In a replay the code must ask for the same again, in the same order.</summary>
/// <param name="Timestamp">When, in UTC.</param>
/// <param name="TaskId">The number of the call within its generation, counted from 0 over all kinds of calls.</param>
internal abstract record ScheduledEvent(DateTime Timestamp, int TaskId) : HistoryEvent(Timestamp);
