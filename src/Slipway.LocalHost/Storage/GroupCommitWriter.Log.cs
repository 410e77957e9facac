using Microsoft.Extensions.Logging;

namespace Slipway.LocalHost.Storage;

internal sealed partial class GroupCommitWriter
{
    [LoggerMessage(
        Level = LogLevel.Warning, Message = "A commit of {Count} operations failed and was rolled back; they are tried one by one.")]
    private partial void LogGroupFailed(Exception exception, int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "The store cannot write {Operation}; it is kept and tried again in {Delay}.")]
    private partial void LogWillRetry(Exception exception, string operation, TimeSpan delay);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Operation} is committed, but the engine could not act on it before a restart.")]
    private partial void LogAnnouncementFailed(Exception exception, string operation);
}
