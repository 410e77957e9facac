using System.Diagnostics;
using System.Globalization;
using Slipway.LocalHost.Durable.History;
using Slipway.LocalHost.Durable.Replay;
using Slipway.LocalHost.Storage;

namespace Slipway.LocalHost.Durable.Tracing;

/// <summary>The spans of a generation of an orchestration that is in memory. One turn at a time.</summary>
/// <remarks>
/// They last longer than a turn, so each is emitted once the turn that ends it is on disk, with the times of the history: none comes twice,
/// and none is lost by a restart in between.
/// </remarks>
internal sealed class OrchestrationTrace
{
    private readonly List<(ScheduledEvent Call, HistoryEvent End)> _ended = [];
    private readonly InstanceRow _row;
    private readonly ActivityContext _own;
    private Activity? _span;

    private OrchestrationTrace(InstanceRow row, ActivityContext own)
    {
        _row = row;
        _own = own;
    }

    /// <summary>The trace of an instance; null when it is in none, or nobody wants its spans.</summary>
    public static OrchestrationTrace? Of(InstanceRow row) =>
        EngineSpans.AreWanted && TracePlace.OfOrchestration(row) is { } own ? new OrchestrationTrace(row, own) : null;

    /// <summary>The orchestration's span begins. Only its end is emitted, so after a restart it begins again, at the same time.</summary>
    public OrchestrationTrace Begin(DateTime startedAt)
    {
        using var scope = new Scope(Activity.Current);
        var name = EngineSpans.NameOf("orchestration", _row.Name, _row.Version);
        _span = EngineSpans.Begin(name, ActivityKind.Server, TracePlace.Read(_row.Trace)!.Value, startedAt)
            ?.WithId(_own)
            .Describe("orchestration", _row.Name, _row.Version)
            .SetTag("durabletask.task.instance_id", _row.InstanceId);
        return this;
    }

    /// <summary>The turn ends a call.</summary>
    /// <param name="call">The call; null when it is no longer open, and so has no end to tell of.</param>
    /// <param name="end">What ends it.</param>
    public void Ends(ScheduledEvent? call, HistoryEvent end)
    {
        if (call is not null)
        {
            _ended.Add((call, end));
        }
    }

    /// <summary>Makes the orchestration's span the current one, for its code, until what this gives is disposed.</summary>
    public IDisposable Enter()
    {
        var scope = new Scope(Activity.Current);
        Activity.Current = _span ?? Activity.Current;
        return scope;
    }

    /// <summary>Emits what a turn ended.</summary>
    /// <param name="turn">The turn, which is on disk.</param>
    /// <param name="now">When it ended, in UTC.</param>
    public void Emit(TurnResult turn, DateTime now)
    {
        using var scope = new Scope(Activity.Current);
        foreach (var (call, end) in _ended)
        {
            Emit(call, end);
        }

        _ended.Clear();
        foreach (var sent in turn.History.OfType<EventSent>())
        {
            Emit(sent);
        }

        if (turn.ContinueAsNew is not null || InstanceRow.IsEnd(turn.Status))
        {
            _span?.SetTag("durabletask.task.status", turn.ContinueAsNew is null ? turn.Status.ToString() : "ContinuedAsNew")
                .Fail(turn.Failure)
                .End(now);
        }
    }

    private void Emit(ScheduledEvent call, HistoryEvent end)
    {
        var span = call switch
        {
            TaskScheduled { Version: var own } task when (own ?? _row.Version) is var version =>
                EngineSpans.Begin(EngineSpans.NameOf("activity", task.Name, version), ActivityKind.Client, _own, task.Timestamp)
                    ?.Describe("activity", task.Name, version)
                    .SetTag("durabletask.task.task_id", task.TaskId),
            SubOrchestrationCreated child =>
                EngineSpans.Begin(
                        EngineSpans.NameOf("orchestration", child.Name, child.Version), ActivityKind.Client, _own, child.Timestamp)
                    ?.Describe("orchestration", child.Name, child.Version),
            TimerCreated timer =>
                EngineSpans.Begin($"orchestration:{_row.Name}:timer", ActivityKind.Internal, _own, timer.Timestamp)
                    ?.Describe("timer", _row.Name)
                    .SetTag("durabletask.fire_at", timer.FireAt.ToString("O", CultureInfo.InvariantCulture))
                    .SetTag("durabletask.task.task_id", timer.TaskId),
            _ => null,
        };
        span?.WithId(TracePlace.OfCall(_own, call.TaskId))
            .SetTag("durabletask.task.instance_id", _row.InstanceId)
            .Fail(FailureOf(end))
            .End(end.Timestamp);
    }

    private void Emit(EventSent sent) =>
        EngineSpans.Begin(EngineSpans.NameOf("orchestration_event", sent.Name), ActivityKind.Producer, _own, sent.Timestamp)
            ?.Describe("event", sent.Name)
            .SetTag("durabletask.task.instance_id", _row.InstanceId)
            .SetTag("durabletask.task.execution_id", $"{_row.InstanceId}:{_row.Generation}")
            .SetTag("durabletask.event.target_instance_id", sent.InstanceId)
            .End(sent.Timestamp);

    private static Failure? FailureOf(HistoryEvent end) => end switch
    {
        TaskFailed failed => failed.Failure,
        SubOrchestrationFailed failed => failed.Failure,
        _ => null,
    };

    private sealed class Scope(Activity? outer) : IDisposable
    {
        public void Dispose() => Activity.Current = outer;
    }
}
