using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Slipway.LocalHost.Durable.History;
using Slipway.LocalHost.Durable.Replay;
using Slipway.LocalHost.Storage;

namespace Slipway.LocalHost.Durable.Turns;

/// <summary>Runs a turn in memory: loads and replays the orchestration if it is cold, then applies the messages. Writes nothing.</summary>
internal sealed class TurnRunner(
    IDurableTaskCatalog catalog, TaskHubReader reader, PayloadLimit payloads, TimeProvider time, ILoggerFactory loggers)
{
    public TurnAttempt Take(InstanceSlot slot, IReadOnlyList<InboxMessage> messages, Action<OrchestrationExecutor> leftThread)
    {
        if (messages.FirstOrDefault(message => message.Event is ExecutionTerminated)?.Event is ExecutionTerminated termination)
        {
            return Terminate(slot, messages, termination);
        }

        if (slot.Executor is null && Load(slot, messages, leftThread) is { } attempt)
        {
            return attempt;
        }

        return new TurnAttempt(slot.Instance, slot.Executor!.RunTurn(Now(), messages), Stall: null);
    }

    /// <summary>Brings the orchestration into memory; otherwise says what the turn comes to without it.</summary>
    private TurnAttempt? Load(InstanceSlot slot, IReadOnlyList<InboxMessage> messages, Action<OrchestrationExecutor> leftThread)
    {
        if (reader.ReadForReplay(slot.Key) is not { } stored || stored.Instance.HasEnded)
        {
            return default(TurnAttempt);
        }

        var (instance, history) = stored;
        if (!catalog.TryGetOrchestrator(instance.Name, out var orchestrator))
        {
            return Missing(instance, history.Count, messages);
        }

        var executor = new OrchestrationExecutor(instance, orchestrator, payloads, loggers, leftThread);
        try
        {
            executor.Replay(history);
        }
        catch (NonDeterministicOrchestrationException exception)
        {
            return new TurnAttempt(instance, Result: null, exception);
        }

        slot.Instance = instance;
        slot.Executor = executor;
        return null;
    }

    private TurnAttempt Missing(InstanceRow instance, int historyLength, IReadOnlyList<InboxMessage> messages)
    {
        var failure = new Failure(Failure.OrchestratorNotFound, $"No orchestrator task named '{instance.Name}' was found.");
        if (historyLength > 0)
        {
            // It ran before: the code is missing from this build, and may be back in the next one.
            return new TurnAttempt(instance, Result: null, new InvalidOperationException(failure.ErrorMessage));
        }

        var completed = new ExecutionCompleted(Now(), OrchestrationRuntimeStatus.Failed, Result: null, failure);
        return new TurnAttempt(instance, End(messages, completed, messages.Select(message => message.Event)), Stall: null);
    }

    /// <summary>Ends an instance without running its code. What else has arrived with the termination means nothing any more.</summary>
    private TurnAttempt Terminate(InstanceSlot slot, IReadOnlyList<InboxMessage> messages, ExecutionTerminated termination)
    {
        var instance = slot.Instance ?? reader.ReadInstance(slot.InstanceId, withPayloads: true);
        if (instance is null || instance.Key != slot.Key || instance.HasEnded)
        {
            return default;
        }

        var start = messages.Select(message => message.Event).OfType<ExecutionStarted>();
        var completed = new ExecutionCompleted(Now(), OrchestrationRuntimeStatus.Terminated, termination.Output, Failure: null);
        var result = End(messages, completed, [.. start, termination]);
        return new TurnAttempt(
            instance, result with { CustomStatus = instance.CustomStatus, TerminateChildren = termination.Recursive }, Stall: null);
    }

    private static TurnResult End(
        IReadOnlyList<InboxMessage> messages, ExecutionCompleted completed, IEnumerable<HistoryEvent> arrived) => new()
    {
        Status = completed.Status,
        ConsumedMessages = [.. messages.Select(message => message.Id)],
        History = [new OrchestratorStarted(completed.Timestamp), .. arrived, completed, new OrchestratorCompleted(completed.Timestamp)],
        Output = completed.Result,
        Failure = completed.Failure,
    };

    private DateTime Now() => time.GetUtcNow().UtcDateTime;
}
