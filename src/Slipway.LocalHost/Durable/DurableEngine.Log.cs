using Microsoft.Extensions.Logging;

namespace Slipway.LocalHost.Durable;

internal sealed partial class DurableEngine
{
    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Task hub '{HubName}' starts; pending: {Messages} messages, {Tasks} activities.")]
    private partial void LogRecovered(string hubName, int messages, int tasks);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Task hub '{HubName}' stops without waiting longer for what still runs; it runs again after a restart.")]
    private partial void LogLeftBehind(string hubName);
}
