using Microsoft.Extensions.Logging;

namespace Slipway.Functions.Watching;

internal sealed partial class WatchRounds
{
    [LoggerMessage(LogLevel.Warning, "Workflow {Id} has not moved since {Since:u} and cannot go on by itself. {Reason}")]
    private partial void LogStuck(string id, DateTimeOffset since, string reason);
}
