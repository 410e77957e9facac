using Microsoft.DurableTask.Client;
using Slipway.LocalHost.Durable.History;
using Slipway.LocalHost.Durable.Tracing;
using Slipway.LocalHost.Durable.Turns;

namespace Slipway.LocalHost.Durable.Replay;

/// <summary>What a turn did, ready to be committed.</summary>
internal sealed record TurnResult
{
    public required OrchestrationRuntimeStatus Status { get; init; }

    /// <summary>The messages that are used up: taken into the history, or meaningless now.</summary>
    public required IReadOnlyList<Message> Consumed { get; init; }

    /// <summary>The events to append.</summary>
    public required IReadOnlyList<HistoryEvent> History { get; init; }

    /// <summary>How many activities have no result after it.</summary>
    public int OpenTasks { get; init; }

    /// <summary>Timers to take back, made in this turn or before.</summary>
    public IReadOnlyList<int> CancelledTimers { get; init; } = [];

    public string? CustomStatus { get; init; }

    public string? Output { get; init; }

    public Failure? Failure { get; init; }

    /// <summary>Set when the orchestration starts over; its other members then say nothing about the new generation.</summary>
    public ContinueAsNewRequest? ContinueAsNew { get; init; }

    /// <summary>The events that the next generation gets first.</summary>
    public IReadOnlyList<Message> CarriedEvents { get; init; } = [];

    /// <summary>The trace that the orchestration is in; null when it is in none.</summary>
    public OrchestrationTrace? Trace { get; init; }

    /// <summary>Whether the running children are terminated too.</summary>
    public bool TerminateChildren { get; init; }
}
