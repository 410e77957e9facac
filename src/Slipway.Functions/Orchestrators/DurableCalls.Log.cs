using Microsoft.Extensions.Logging;

namespace Slipway.Functions.Orchestrators;

internal static partial class DurableCalls
{
    [LoggerMessage(LogLevel.Warning, "{Activity} failed for {WorkflowId}; the workflow goes on all the same.")]
    private static partial void LogFailed(ILogger logger, Exception exception, string activity, string workflowId);
}
