using Microsoft.Extensions.Logging;

namespace Slipway.Functions.Orchestrators;

internal sealed partial class LifecycleRun
{
    [LoggerMessage(LogLevel.Warning, "{Activity} failed for {WorkflowId}; the workflow goes on all the same.")]
    private static partial void LogCleanUpFailed(ILogger logger, Exception exception, string activity, string workflowId);
}
