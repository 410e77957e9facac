using Microsoft.Extensions.Logging;

namespace Slipway.LocalHost.Hosting;

/// <summary>What the host says.</summary>
internal static partial class HostLog
{
    [LoggerMessage(1, LogLevel.Information, "Listening on {Url} with {Functions} functions; task hub {Hub} in {Folder}")]
    public static partial void Listening(ILogger logger, string url, int functions, string hub, string folder);

    [LoggerMessage(2, LogLevel.Information, "The keys that callers need are in {Path}")]
    public static partial void Keys(ILogger logger, string path);

    [LoggerMessage(3, LogLevel.Warning, "{Warning}")]
    public static partial void Configuration(ILogger logger, string warning);

    [LoggerMessage(4, LogLevel.Information, "Stopped")]
    public static partial void Stopped(ILogger logger);

    [LoggerMessage(5, LogLevel.Warning, "Port {Busy} is in use; listening on {Port} instead")]
    public static partial void PortFallback(ILogger logger, int busy, int port);

    [LoggerMessage(6, LogLevel.Error, "{Method} {Path} failed")]
    public static partial void RequestFailed(ILogger logger, Exception exception, string method, string path);

    [LoggerMessage(7, LogLevel.Warning, "Services of an orchestrator's turn could not be disposed")]
    public static partial void DisposalFailed(ILogger logger, Exception exception);

    [LoggerMessage(8, LogLevel.Warning, "A message '{Target}' to hub '{Hub}' was not taken within {Seconds} s by every client; going on")]
    public static partial void SlowClients(ILogger logger, string target, string hub, double seconds);

    [LoggerMessage(10, LogLevel.Information, "{Notice}")]
    public static partial void Notice(ILogger logger, string notice);

    [LoggerMessage(9, LogLevel.Error, "The host cannot start: {Reason}")]
    public static partial void CannotStart(ILogger logger, string reason);

    [LoggerMessage(10, LogLevel.Information, "Orchestrator '{Orchestrator}' fits the run of '{InstanceId}': {Events} events replayed")]
    public static partial void ReplayFits(ILogger logger, string orchestrator, string instanceId, int events);

    [LoggerMessage(11, LogLevel.Error, "Orchestrator '{Orchestrator}' does not fit the run of '{InstanceId}'. {Difference}")]
    public static partial void ReplayDiffers(ILogger logger, string orchestrator, string instanceId, Testing.ReplayDifference difference);
}
