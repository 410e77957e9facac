using Microsoft.Extensions.Logging;

namespace Slipway.Functions.Live;

internal sealed partial class AgentFeed
{
    [LoggerMessage(LogLevel.Warning, "What an agent of {Workflow} does could not be sent; it is kept for an hour.")]
    private partial void LogNotSent(Exception exception, string workflow);
}
