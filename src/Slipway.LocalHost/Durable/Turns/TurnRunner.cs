using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Slipway.LocalHost.Durable.History;
using Slipway.LocalHost.Durable.Replay;
using Slipway.LocalHost.Durable.Tracing;
using Slipway.LocalHost.Storage;

namespace Slipway.LocalHost.Durable.Turns;

/// <summary>Runs a turn in memory: loads and replays the orchestration if it is cold, then applies the messages. Writes nothing.</summary>
internal sealed class TurnRunner(
    IDurableTaskCatalog catalog,
    TaskHubReader reader,
    PayloadLimit payloads,
    HistoryLimit limits,
    TimeProvider time,
    ILoggerFactory loggers)
{
    /// <summary>Whether a replay compares the inputs of calls.</summary>
    public bool ComparesInputs { get; init; } = true;

    /// <summary>How many calls a generation may make.</summary>
    public required int MaxCalls { get; init; }

    public TurnAttempt Take(InstanceSlot slot, IReadOnlyList<Message> messages, Action<OrchestrationExecutor> leftThread)
    {
        if (messages.FirstOrDefault(message => message.Event is ExecutionTerminated)?.Event is ExecutionTerminated termination)
        {
            return Terminate(slot, messages, termination);
        }

        if (slot.Executor is null && Load(slot, messages, leftThread) is { } attempt)
        {
            return attempt;
        }

        try
        {
            return new TurnAttempt(slot.Instance, limits.Check(slot.Instance!, slot.Executor!.RunTurn(Now(), messages)), Stall: null);
        }
        catch (OrchestrationRejectedException rejection)
        {
            return new TurnAttempt(slot.Instance, Result: null, rejection);
        }
    }

    /// <summary>Brings the orchestration into memory; otherwise says what the turn comes to without it.</summary>
    private TurnAttempt? Load(InstanceSlot slot, IReadOnlyList<Message> messages, Action<OrchestrationExecutor> leftThread)
    {
        if (Read(slot) is not { } history)
        {
            return default(TurnAttempt);
        }

        var state = slot.Instance!;
        if (!catalog.TryGetOrchestrator(state.Row.Name, out var orchestrator))
        {
            return Missing(state, messages);
        }

        var executor = new OrchestrationExecutor(state.Row, orchestrator, payloads, loggers, leftThread)
        {
            ComparesInputs = ComparesInputs,
            MaxCalls = MaxCalls,
            Trace = OrchestrationTrace.Of(state.Row),
        };
        try
        {
            executor.Replay(history);
        }
        catch (NonDeterministicOrchestrationException exception)
        {
            return new TurnAttempt(state, Result: null, Locate(exception, state, orchestrator, history));
        }
        catch (OrchestrationRejectedException exception)
        {
            return new TurnAttempt(state, Result: null, exception);
        }

        slot.Executor = executor;
        return null;
    }

    /// <summary>Replays once more to learn where in the code the call was made that differs.</summary>
    private NonDeterministicOrchestrationException Locate(
        NonDeterministicOrchestrationException difference,
        InstanceState state,
        OrchestratorDelegate orchestrator,
        List<HistoryEvent> history)
    {
        try
        {
            new OrchestrationExecutor(state.Row, orchestrator, payloads, loggers, _ => { })
            {
                ComparesInputs = ComparesInputs,
                MaxCalls = MaxCalls,
                TracedCall = difference.TaskId,
            }.Replay(history);
            return difference;
        }
        catch (NonDeterministicOrchestrationException located)
        {
            return located;
        }
    }

    /// <summary>Reads the instance unless it has no history yet; null when it has ended or is gone.</summary>
    private List<HistoryEvent>? Read(InstanceSlot slot)
    {
        if (slot.Instance is { HistoryLength: 0 })
        {
            return [];
        }

        if (reader.ReadForReplay(slot.Key) is not { Instance.HasEnded: false } stored)
        {
            return null;
        }

        var (row, (events, seal, bytes)) = stored;
        slot.Instance = new InstanceState(row, events.Count, seal ?? SealedHistory.Origin(row.InstanceId, row.Generation), IsStored: true)
        {
            HistoryBytes = bytes,
        };
        return events;
    }

    private TurnAttempt Missing(InstanceState state, IReadOnlyList<Message> messages)
    {
        var failure = new Failure(Failure.OrchestratorNotFound, $"No orchestrator task named '{state.Row.Name}' was found.");
        if (state.HistoryLength > 0)
        {
            // It ran before: the code is missing from this build, and may be back in the next one.
            return new TurnAttempt(state, Result: null, new InvalidOperationException(failure.ErrorMessage));
        }

        var completed = new ExecutionCompleted(Now(), OrchestrationRuntimeStatus.Failed, Result: null, failure);
        var result = End(messages, completed, messages.Select(message => message.Event));
        return new TurnAttempt(
            state, result with { Trace = OrchestrationTrace.Of(state.Row)?.Begin(completed.Timestamp) }, Stall: null);
    }

    /// <summary>Ends an instance without running its code. What else has arrived with the termination means nothing any more.</summary>
    private TurnAttempt Terminate(InstanceSlot slot, IReadOnlyList<Message> messages, ExecutionTerminated termination)
    {
        if (slot.Instance is null && Read(slot) is null)
        {
            return default;
        }

        var state = slot.Instance!;
        var start = messages.Select(message => message.Event).OfType<ExecutionStarted>();
        var completed = new ExecutionCompleted(Now(), OrchestrationRuntimeStatus.Terminated, termination.Output, Failure: null);
        var result = End(messages, completed, [.. start, termination]);
        result = result with
        {
            CustomStatus = state.Row.CustomStatus,
            TerminateChildren = termination.Recursive,
            Trace = slot.Executor?.Trace ?? BeginTrace(slot, state.Row, completed.Timestamp),
        };
        return new TurnAttempt(state, result, Stall: null);
    }

    /// <summary>The trace of an orchestration whose code is not in memory. Its span began with the first turn.</summary>
    private OrchestrationTrace? BeginTrace(InstanceSlot slot, InstanceRow row, DateTime now) =>
        OrchestrationTrace.Of(row) is { } trace ? trace.Begin(Read(slot) is [var first, ..] ? first.Timestamp : now) : null;

    private static TurnResult End(
        IReadOnlyList<Message> messages, ExecutionCompleted completed, IEnumerable<HistoryEvent> arrived) => new()
    {
        Status = completed.Status,
        Consumed = messages,
        History = [new OrchestratorStarted(completed.Timestamp), .. arrived, completed, new OrchestratorCompleted(completed.Timestamp)],
        Output = completed.Result,
        Failure = completed.Failure,
    };

    private DateTime Now() => time.GetUtcNow().UtcDateTime;
}
