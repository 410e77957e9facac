using Microsoft.Extensions.Logging;

namespace Slipway.LocalHost.Durable.Entities;

internal sealed partial class EntityBatchRunner
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Operation '{Operation}' of entity '{EntityId}' failed.")]
    private partial void LogFailed(Exception exception, string operation, string entityId);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Operation '{Operation}' of entity '{EntityId}' was interrupted by the stop of the host; it runs again after a restart.")]
    private partial void LogInterrupted(Exception exception, string operation, string entityId);
}
