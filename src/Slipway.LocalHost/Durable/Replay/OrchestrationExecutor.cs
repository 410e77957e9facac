using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Slipway.LocalHost.Durable.History;
using Slipway.LocalHost.Durable.Tracing;
using Slipway.LocalHost.Durable.Turns;
using Slipway.LocalHost.Storage;

namespace Slipway.LocalHost.Durable.Replay;

/// <summary>
/// One generation of an orchestration in memory: rebuilt from its history, then driven by what arrives. One turn at a time.
/// </summary>
/// <remarks>
/// Events are applied one by one, and after each the orchestrator runs until it waits again, in a replay as in the first run. So
/// what a turn does depends on the order of events only, never on how they were batched into turns.
/// </remarks>
internal sealed class OrchestrationExecutor
{
    private readonly InstanceRow _instance;
    private readonly OrchestratorDelegate _orchestrator;
    private readonly PayloadLimit _payloads;
    private readonly OrchestrationTaskScheduler _scheduler;
    private readonly EngineOrchestrationContext _context;
    private readonly Queue<HistoryEvent> _heldBack = new();
    private readonly HashSet<int> _endsHeldBack = [];
    private Task<object?>? _code;
    private Exception? _fault;
    private bool _suspended;
    private int _inherited = -1;
    private volatile bool _leftThread;

    /// <summary>
    /// Prepares a generation; <c>leftThread</c> is called, on any thread, when its code awaited something that is not durable.
    /// </summary>
    public OrchestrationExecutor(
        InstanceRow instance,
        OrchestratorDelegate orchestrator,
        PayloadLimit payloads,
        ILoggerFactory loggers,
        Action<OrchestrationExecutor> leftThread)
    {
        _instance = instance;
        _orchestrator = orchestrator;
        _payloads = payloads;
        _scheduler = new OrchestrationTaskScheduler(() =>
        {
            _leftThread = true;
            leftThread(this);
        });
        _context = new EngineOrchestrationContext(instance, _scheduler, payloads, loggers);
    }

    /// <summary>What can wake the orchestrator. Not while it takes a turn.</summary>
    public OrchestrationWaits Waits => new([.. _context.OpenTasks], [.. _context.Events.LiveWaiters]);

    private bool HasEnded => _leftThread || _fault is not null || _code is { IsCompleted: true };

    public static InvalidOperationException LeftThread(TaskName orchestrator) => new(
        $"Orchestrator '{orchestrator}' went on outside its turn: it awaited something that is not durable, such as I/O, Task.Delay, " +
        "Task.Run or ConfigureAwait(false). An orchestrator may await only tasks of its TaskOrchestrationContext; " +
        "do the rest in an activity.");

    /// <summary>Whether a replay compares the inputs of calls; true unless set.</summary>
    public bool ComparesInputs { get; init; } = true;

    /// <summary>The trace it is in; none unless set.</summary>
    public OrchestrationTrace? Trace { get; init; }

    /// <summary>How many calls the generation may make; 100,000 unless set.</summary>
    public int MaxCalls
    {
        init => _context.MaxCalls = value;
    }

    /// <summary>Which call to find the place of in the code, by its number.</summary>
    public int? TracedCall
    {
        set => _context.TracedCall = value;
    }

    /// <summary>Rebuilds the orchestration from its history.</summary>
    /// <exception cref="NonDeterministicOrchestrationException">The code asks for something else than the history has.</exception>
    public void Replay(IReadOnlyList<HistoryEvent> history)
    {
        _context.Replaying = true;
        var ended = false;

        // What a fork has from another instance may have inputs made of that one's id.
        _inherited = history.Index().LastOrDefault(entry => entry.Item is ExecutionForked, (-1, null!)).Index;
        for (var sequence = 0; sequence < history.Count; sequence++)
        {
            switch (history[sequence])
            {
                case OrchestratorStarted turn:
                    EnsureNoMoreCalls(sequence, turn);
                    _context.Clock = turn.Timestamp;
                    break;
                case OrchestratorCompleted turn:
                    EnsureNoMoreCalls(sequence, turn);
                    break;
                case ExecutionRewound or ExecutionForked:
                    break;
                case ExecutionCompleted end:
                    EnsureNoMoreCalls(sequence, end);
                    EnsureSameEnd(sequence, end);
                    ended = true;
                    break;
                case ScheduledEvent recorded:
                    EnsureSame(sequence, recorded);
                    break;
                case var arrived:
                    Receive(arrived);
                    break;
            }
        }

        if (_code is { IsFaulted: true, Exception.InnerException: OrchestrationRejectedException rejection })
        {
            throw rejection;
        }

        if (HasEnded && !ended)
        {
            throw Differs(history.Count, "a wait", _fault is { } fault ? $"a failure ({fault.Message})" : "the end of the orchestration");
        }

        _context.CancelledTimers.Clear();
        _context.Replaying = false;
    }

    /// <summary>Applies what has arrived and says what came of it.</summary>
    public TurnResult RunTurn(DateTime now, IReadOnlyList<Message> messages)
    {
        _context.Clock = now > _context.Clock ? now : _context.Clock;
        var history = new List<HistoryEvent> { new OrchestratorStarted(_context.Clock) };
        var consumed = new List<Message>(messages.Count);
        foreach (var message in messages)
        {
            if (HasEnded)
            {
                break;
            }

            consumed.Add(message);
            if (!message.IsStaleFor(_instance.Generation) && IsExpected(message.Event))
            {
                history.Add(message.Event);
                Receive(message.Event);
            }
        }

        return Conclude(history, consumed);
    }

    private TurnResult Conclude(List<HistoryEvent> history, List<Message> consumed)
    {
        var ended = TryEnd();
        history.AddRange(_context.Calls);
        _context.Calls.Clear();
        if (ended is { ContinueAsNew: null })
        {
            history.Add(new ExecutionCompleted(_context.Clock, ended.Status, ended.Output, ended.Failure));
        }

        history.Add(new OrchestratorCompleted(_context.Clock));
        int[] cancelled = [.. _context.CancelledTimers];
        _context.CancelledTimers.Clear();
        return new TurnResult
        {
            Status = ended?.Status ?? StatusWhileWaiting(),
            Consumed = consumed,
            OpenTasks = _context.OpenActivities,
            History = history,
            CancelledTimers = cancelled,
            CustomStatus = _context.CustomStatus,
            Output = ended?.Output,
            Failure = ended?.Failure,
            ContinueAsNew = ended?.ContinueAsNew,
            CarriedEvents = ended?.ContinueAsNew is { } request ? UnprocessedEvents(request) : [],
            Trace = Trace,
        };
    }

    // What a client sends to an instance whose time to start has not come is taken, and does not start it.
    private OrchestrationRuntimeStatus StatusWhileWaiting() =>
        _suspended ? OrchestrationRuntimeStatus.Suspended
        : _code is null ? OrchestrationRuntimeStatus.Pending
        : OrchestrationRuntimeStatus.Running;

    private End? TryEnd()
    {
        if (_leftThread)
        {
            return End.Failed(LeftThread(_context.Name));
        }

        if (_fault is not null)
        {
            return End.Failed(_fault);
        }

        if (_code is null)
        {
            return null;
        }

        if (!_code.IsCompleted)
        {
            return _suspended || _context.CanBeWoken ? null : End.Failed(LeftThread(_context.Name));
        }

        return EndOf(_code);
    }

    private End EndOf(Task<object?> code)
    {
        try
        {
            var output = code.GetAwaiter().GetResult();
            return _context.ContinueAsNewRequest is { } request
                ? new End(OrchestrationRuntimeStatus.Running, Output: null, Failure: null, request)
                : new End(
                    OrchestrationRuntimeStatus.Completed,
                    _payloads.Serialize(output, $"The output of orchestrator '{_context.Name}'"),
                    Failure: null,
                    ContinueAsNew: null);
        }
        catch (Exception exception) when (exception is not OrchestrationRejectedException)
        {
            return End.Failed(exception);
        }
    }

    /// <summary>Whether the event still means something: the call it ends is open, the state it changes is another.</summary>
    private bool IsExpected(HistoryEvent value) => value switch
    {
        _ when CallEnds.TaskIdOf(value) is { } taskId => _context.IsOpen(taskId) && !_endsHeldBack.Contains(taskId),
        ExecutionSuspended => !_suspended,
        ExecutionResumed => _suspended,
        ExecutionStarted => _code is null,
        _ => true,
    };

    private void Receive(HistoryEvent value)
    {
        switch (value)
        {
            case ExecutionSuspended:
                _suspended = true;
                break;
            case ExecutionResumed:
                _suspended = false;
                _endsHeldBack.Clear();
                while (!HasEnded && _heldBack.TryDequeue(out var heldBack))
                {
                    Apply(heldBack);
                }

                break;
            default:
                if (_suspended)
                {
                    HoldBack(value);
                }
                else
                {
                    Apply(value);
                }

                break;
        }
    }

    // Its call stays open until the orchestrator hears of it, and must not be ended once more meanwhile.
    private void HoldBack(HistoryEvent value)
    {
        _heldBack.Enqueue(value);
        if (CallEnds.TaskIdOf(value) is { } taskId)
        {
            _endsHeldBack.Add(taskId);
        }
    }

    private void Apply(HistoryEvent value)
    {
        if (value is ExecutionStarted)
        {
            Trace?.Begin(_context.Clock);
        }
        else if (!_context.Replaying && CallEnds.TaskIdOf(value) is { } taskId)
        {
            Trace?.Ends(_context.CallOf(taskId), value);
        }

        try
        {
            using (Trace?.Enter())
            {
                _scheduler.Run(() => Handle(value));
            }
        }
        catch (Exception exception)
        {
            // Such as an event's payload that is not what the orchestrator waits for: it fails the orchestration, as on Azure.
            _fault = exception;
        }
    }

    private void Handle(HistoryEvent value)
    {
        switch (value)
        {
            case ExecutionStarted start:
                _context.Start(start);
                _code = StartCode();
                break;
            case TaskCompleted completed:
                _context.Complete(completed.TaskId, completed.Result);
                break;
            case TaskFailed failed:
                _context.Fail(failed.TaskId, failed.Failure);
                break;
            case TimerFired fired:
                _context.Complete(fired.TaskId, result: null);
                break;
            case SubOrchestrationCompleted completed:
                _context.Complete(completed.TaskId, completed.Result);
                break;
            case SubOrchestrationFailed failed:
                _context.Fail(failed.TaskId, failed.Failure);
                break;
            case EntityCallCompleted completed:
                _context.Complete(completed.TaskId, completed.Result);
                break;
            case EntityCallFailed failed:
                _context.Fail(failed.TaskId, failed.Failure);
                break;
            case EntityLockGranted granted:
                _context.Complete(granted.TaskId, result: null);
                break;
            case EventRaised raised:
                _context.Events.Receive(raised);
                break;
            default:
                throw new InvalidOperationException($"An orchestrator cannot receive {value.Describe()}.");
        }
    }

    private async Task<object?> StartCode() => await _orchestrator(_context);

    private List<Message> UnprocessedEvents(ContinueAsNewRequest request)
    {
        IEnumerable<EventRaised> unclaimed = request.PreserveUnprocessedEvents ? _context.Events.Unclaimed : [];
        return [.. unclaimed.Concat(_heldBack.OfType<EventRaised>()).Select(value => new Message(value, InstanceCommands.AnyGeneration))];
    }

    private void EnsureSame(int sequence, ScheduledEvent recorded)
    {
        if (!_context.Calls.TryDequeue(out var actual))
        {
            throw Differs(sequence, recorded.Describe(), HasEnded ? "the end of the orchestration" : "nothing more");
        }

        if (RecordedCall.Difference(recorded, actual, withInput: ComparesInputs && sequence > _inherited) is var (expected, done))
        {
            throw Differs(sequence, expected, done, actual.TaskId);
        }
    }

    private void EnsureSameEnd(int sequence, ExecutionCompleted recorded)
    {
        var end = TryEnd();
        var (expected, actual) = RecordedEnd.Compare(
            recorded,
            end is { ContinueAsNew: null } ? new ExecutionCompleted(_context.Clock, end.Status, end.Output, end.Failure) : null,
            continuesAsNew: end is { ContinueAsNew: not null });
        if (actual is not null)
        {
            throw Differs(sequence, expected, actual);
        }
    }

    private void EnsureNoMoreCalls(int sequence, HistoryEvent recorded)
    {
        if (_context.Calls.TryPeek(out var extra))
        {
            throw Differs(sequence, recorded.Describe(), extra.Describe(), extra.TaskId);
        }
    }

    private NonDeterministicOrchestrationException Differs(int sequence, string recorded, string actual, int? taskId = null) =>
        new(_instance.Name, _instance.InstanceId, sequence, recorded, actual, taskId, _context.TracedLocation);

    private sealed record End(OrchestrationRuntimeStatus Status, string? Output, Failure? Failure, ContinueAsNewRequest? ContinueAsNew)
    {
        public static End Failed(Exception exception) =>
            new(OrchestrationRuntimeStatus.Failed, Output: null, Failure.From(exception), ContinueAsNew: null);
    }
}
