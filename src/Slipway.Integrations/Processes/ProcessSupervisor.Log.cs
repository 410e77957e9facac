using Microsoft.Extensions.Logging;

namespace Slipway.Integrations.Processes;

internal sealed partial class ProcessSupervisor
{
    [LoggerMessage(1, LogLevel.Information, "Ended {Count} processes of workflow {WorkflowId}.")]
    private partial void LogStopped(int count, string workflowId);

    [LoggerMessage(2, LogLevel.Information, "Ended {Count} processes that an earlier host left running.")]
    private partial void LogOrphans(int count);
}
