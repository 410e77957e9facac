using Microsoft.Extensions.Logging;

namespace Slipway.Functions.Telemetry;

internal sealed partial class EventMetrics
{
    [LoggerMessage(LogLevel.Warning, "Workflow {Id} has ended and cannot be read; it is measured without its definition.")]
    private partial void LogUnread(Exception exception, string id);
}
