using Microsoft.Extensions.Logging;

namespace Slipway.Functions.Orchestrators;

internal sealed partial class EventOutbox
{
    [LoggerMessage(LogLevel.Warning, "{Count} live updates could not be sent; they stay in the history.")]
    private static partial void LogEventsNotSent(ILogger logger, Exception exception, int count);
}
