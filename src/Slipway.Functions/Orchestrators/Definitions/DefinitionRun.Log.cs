using Microsoft.Extensions.Logging;

namespace Slipway.Functions.Orchestrators.Definitions;

internal sealed partial class DefinitionRun
{
    [LoggerMessage(LogLevel.Warning, "{Activity} failed for {WorkflowId}; the workflow goes on all the same.")]
    private static partial void LogCleanUpFailed(ILogger logger, Exception exception, string activity, string workflowId);
}
