using Microsoft.Extensions.Logging;

namespace Slipway.LocalHost.Durable.Turns;

internal sealed partial class OrchestrationDispatcher
{
    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "Orchestration '{InstanceId}' is stalled: its code does not fit its history. Nothing is lost; it goes on when the host " +
            "starts with code that fits.")]
    private partial void LogStalled(Exception exception, string instanceId);

    [LoggerMessage(
        Level = LogLevel.Error, Message = "A turn of orchestration '{InstanceId}' could not be taken; it is taken again in {Delay}.")]
    private partial void LogTurnFaulted(Exception exception, string instanceId, TimeSpan delay);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "The orchestrator of '{InstanceId}' has not returned from its turn for {Time}. The others go on without it.")]
    private partial void LogOverdue(string instanceId, TimeSpan time);
}
