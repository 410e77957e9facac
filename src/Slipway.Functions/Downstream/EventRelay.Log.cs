using Microsoft.Extensions.Logging;

namespace Slipway.Functions.Downstream;

internal sealed partial class EventRelay
{
    [LoggerMessage(LogLevel.Warning, "Event {Sequence} of {WorkflowId} is not in the event queue yet; it will be sent later. {Reason}")]
    private partial void LogNotSent(Exception exception, long sequence, string workflowId, string reason);

    [LoggerMessage(LogLevel.Error, "Events {First} to {Last} of {WorkflowId} are not in its history any more and cannot be sent.")]
    private partial void LogGivenUp(long first, long last, string workflowId);
}
