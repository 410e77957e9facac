using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Slipway.LocalHost.Durable.History;
using Slipway.LocalHost.Durable.Replay;
using Slipway.LocalHost.Storage;

namespace Slipway.LocalHost.Durable.Turns;

/// <summary>
/// Fails an orchestration whose history outgrows what the host takes, before a replay of it would need too much memory; says so in the log
/// when it is halfway there.
/// </summary>
internal sealed partial class HistoryLimit(DurableEngineOptions options, ILogger<HistoryLimit> logger)
{
    private readonly ILogger _logger = logger;

    /// <summary>The turn as it is, or as the end of an orchestration that has become too long.</summary>
    public TurnResult Check(InstanceState before, TurnResult result)
    {
        var length = before.HistoryLength + result.History.Count;
        if (result.ContinueAsNew is not null || InstanceRow.IsEnd(result.Status))
        {
            return result;
        }

        return length > options.MaxHistoryEvents || before.HistoryBytes > options.MaxHistoryBytes
            ? Failed(before, result, length)
            : result;
    }

    /// <summary>Warns of a history that a turn has brought over the half. Each is over it once, so each is warned of once.</summary>
    public void Warn(InstanceState before, InstanceState after)
    {
        if (!IsOverHalf(before) && IsOverHalf(after))
        {
            LogHalfway(after.Row.InstanceId, after.Row.Name, after.HistoryLength, after.HistoryBytes);
        }
    }

    private bool IsOverHalf(InstanceState state) =>
        state.HistoryLength > options.MaxHistoryEvents / 2 || state.HistoryBytes > options.MaxHistoryBytes / 2;

    private TurnResult Failed(InstanceState before, TurnResult result, int length)
    {
        var failure = new Failure(
            "HistoryLimitExceeded",
            $"Orchestration '{before.Row.InstanceId}' has a history of {length} events and {before.HistoryBytes} bytes; the host takes " +
            $"{options.MaxHistoryEvents} events and {options.MaxHistoryBytes} bytes. Continue as new from time to time, give parts of " +
            "the work to sub-orchestrations, or keep large results elsewhere.");
        var time = result.History[0].Timestamp;
        var completed = new ExecutionCompleted(time, OrchestrationRuntimeStatus.Failed, Result: null, failure);
        var arrived = result.History.Where(value => value is not (ScheduledEvent or OrchestratorCompleted));
        return new TurnResult
        {
            Status = OrchestrationRuntimeStatus.Failed,
            Consumed = result.Consumed,
            History = [.. arrived, completed, new OrchestratorCompleted(time)],
            CustomStatus = result.CustomStatus,
            Failure = failure,
            Trace = result.Trace,
        };
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Orchestration '{InstanceId}' ({Name}) has a history of {Events} events and {Bytes} bytes, half of what the host " +
            "takes. It should continue as new.")]
    private partial void LogHalfway(string instanceId, string name, int events, long bytes);
}
