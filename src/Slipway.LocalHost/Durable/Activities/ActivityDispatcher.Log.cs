using Microsoft.Extensions.Logging;

namespace Slipway.LocalHost.Durable.Activities;

internal sealed partial class ActivityDispatcher
{
    [LoggerMessage(Level = LogLevel.Debug, Message = "Activity '{Name}' (#{TaskId}) of '{InstanceId}' starts.")]
    private partial void LogStarted(string name, int taskId, string instanceId);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Activity '{Name}' (#{TaskId}) of '{InstanceId}' completed.")]
    private partial void LogCompleted(string name, int taskId, string instanceId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Activity '{Name}' (#{TaskId}) of '{InstanceId}' failed.")]
    private partial void LogFailed(Exception exception, string name, int taskId, string instanceId);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Activity '{Name}' (#{TaskId}) of '{InstanceId}' was interrupted by the host's stop; it runs again after a restart.")]
    private partial void LogInterrupted(Exception exception, string name, int taskId, string instanceId);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Activity '{Name}' (#{TaskId}) of '{InstanceId}' has been running since {Since:u}{How}. {Place}")]
    private partial void LogOverdue(string name, int taskId, string instanceId, DateTime since, string how, string place);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A handler of an activity's cancellation failed.")]
    private partial void LogCancellationFailed(Exception exception);

    [LoggerMessage(
        Level = LogLevel.Warning, Message = "Activity '{Name}' (#{TaskId}) of '{InstanceId}' is not waited for any more: {Reason}")]
    private partial void LogGivenUp(string name, int taskId, string instanceId, string reason);
}
