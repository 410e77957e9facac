using Microsoft.Extensions.Logging;

namespace Slipway.Functions.Webhooks.Redelivery;

internal sealed partial class DeliverySweep
{
    [LoggerMessage(LogLevel.Information, "GitHub was asked to send the delivery {Delivery} about {Repository} again.")]
    private partial void LogRedelivered(string delivery, string repository);

    [LoggerMessage(LogLevel.Warning, "Failed deliveries of the webhook {HookId} ({Repository}) could not be looked for. {Reason}")]
    private partial void LogNotLooked(Exception exception, long hookId, string repository, string reason);

    [LoggerMessage(
        LogLevel.Error, "Failed deliveries of the webhook {HookId} ({Repository}) are not looked for any more, until it sends one.")]
    private partial void LogGivenUp(long hookId, string repository);
}
