using Microsoft.Extensions.Logging;

namespace Slipway.Functions.Entities;

internal sealed partial class DurableBreakers
{
    [LoggerMessage(LogLevel.Warning, "The breaker of the agent {Agent} could not be asked; it is taken for closed.")]
    private partial void LogNotAsked(Exception exception, string agent);

    [LoggerMessage(LogLevel.Warning, "The breaker of the agent {Agent} could not be told how a run ended.")]
    private partial void LogNotTold(Exception exception, string agent);
}
