using Microsoft.Extensions.Logging;

namespace Slipway.LocalHost.Durable.Entities;

internal sealed partial class EntityDispatcher
{
    [LoggerMessage(
        Level = LogLevel.Error, Message = "The operations of entity '{EntityId}' could not be run or stored; they run again in {Delay}.")]
    private partial void LogBatchFaulted(Exception exception, string entityId, TimeSpan delay);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The operations of entity '{EntityId}' have been running for {Time}, now '{Operation}'. What comes for it waits; the " +
            "others go on.")]
    private partial void LogOverdue(string entityId, TimeSpan time, string operation);

    [LoggerMessage(Level = LogLevel.Warning, Message = "An entity's operation failed to hear that the host stops.")]
    private partial void LogCancellationFailed(Exception exception);
}
