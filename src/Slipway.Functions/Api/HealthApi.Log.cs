using Microsoft.Extensions.Logging;

namespace Slipway.Functions.Api;

internal sealed partial class HealthApi
{
    [LoggerMessage(LogLevel.Warning, "The task hub cannot be read, and whoever asks is told that the host is not ready.")]
    private partial void LogUnreadable(Exception exception);
}
