using Microsoft.Extensions.Logging;

namespace Slipway.LocalHost.Hosting.Tasks;

/// <summary>What a worker logs, with the event ids and names of the real one.</summary>
internal static partial class WorkerLog
{
    /// <summary>The category of the real worker.</summary>
    internal const string Category = "Microsoft.DurableTask.Worker";

    [LoggerMessage(600, LogLevel.Information, "Orchestration '{Name}' with id '{InstanceId}' started")]
    public static partial void OrchestrationStarted(ILogger logger, string instanceId, string name);

    [LoggerMessage(601, LogLevel.Information, "Orchestration '{Name}' with id '{InstanceId}' completed")]
    public static partial void OrchestrationCompleted(ILogger logger, string instanceId, string name);

    [LoggerMessage(602, LogLevel.Information, "Orchestration '{Name}' with id '{InstanceId}' failed")]
    public static partial void OrchestrationFailed(ILogger logger, Exception exception, string instanceId, string name);

    [LoggerMessage(603, LogLevel.Information, "Activity '{Name}' of orchestration '{InstanceId}' started")]
    public static partial void ActivityStarted(ILogger logger, string instanceId, string name);

    [LoggerMessage(604, LogLevel.Information, "Activity '{Name}' of orchestration '{InstanceId}' completed")]
    public static partial void ActivityCompleted(ILogger logger, string instanceId, string name);

    [LoggerMessage(605, LogLevel.Information, "Activity '{Name}' of orchestration '{InstanceId}' failed")]
    public static partial void ActivityFailed(ILogger logger, Exception exception, string instanceId, string name);
}
