using Microsoft.Extensions.Logging;

namespace Slipway.Functions.Orchestrators;

internal static partial class DurableCalls
{
    [LoggerMessage(LogLevel.Warning, "{Activity} failed for {WorkflowId}; the workflow goes on all the same.")]
    private static partial void LogFailed(ILogger logger, Exception exception, string activity, string workflowId);

    [LoggerMessage(LogLevel.Warning, "Retry attempt {Retry} for {WorkflowId}/{Step}: {Reason}")]
    private static partial void LogRetry(ILogger logger, int retry, string workflowId, string step, string reason);
}
