using System.Net;
using System.Text.Json;
using Slipway.Core;
using Slipway.Core.Policies;
using Slipway.Core.Security;
using Slipway.Integrations.Processes;

namespace Slipway.Integrations.Ai;

/// <summary>Says what an exception of a client means.</summary>
internal static class AiFailure
{
    private const string NoMoney = "insufficient_quota";

    /// <summary>The outcome for an exception; <see langword="null"/> when it is a defect of ours.</summary>
    internal static AiFinding? Of(Exception exception, AiOptions options, AiTranscript transcript)
    {
        for (var each = exception; each is not null; each = each.InnerException)
        {
            switch (each)
            {
                case AiServiceException refusal:
                    return Failed(Category(refusal), transcript.Clean(refusal.Message), refusal.RetryAfter);
                case OperationCanceledException { InnerException: TimeoutException }:
                    return Failed(ErrorCategory.Transient, "The service took no connection in time");
                case OperationCanceledException:
                    return Failed(ErrorCategory.Timeout, $"The service did not answer within {Durations.Words(options.TimeLimit)}");
                case HttpRequestException or IOException:
                    var why = Sanitiser.Line(transcript.Clean(each.Message));
                    return Failed(ErrorCategory.Transient, $"The service cannot be reached, or broke off: {why}");
                case JsonException:
                    return Failed(ErrorCategory.Transient, "The service's answer cannot be read");
            }
        }

        return null;

        AiFinding Failed(ErrorCategory category, string why, TimeSpan? retryAfter = null) => new(
            $"{options.Model} could not be asked: {why.TrimEnd('.')}.", Code: ErrorCodes.AiFailed, Category: category,
            RetryAfter: retryAfter);
    }

    private static ErrorCategory Category(AiServiceException refusal) => (HttpStatusCode)refusal.Status switch
    {
        HttpStatusCode.TooManyRequests => refusal.ErrorCode == NoMoney ? ErrorCategory.Permission : ErrorCategory.RateLimited,
        HttpStatusCode.RequestTimeout or HttpStatusCode.Conflict or >= HttpStatusCode.InternalServerError => ErrorCategory.Transient,
        HttpStatusCode.Unauthorized or HttpStatusCode.PaymentRequired or HttpStatusCode.Forbidden => ErrorCategory.Permission,
        _ => ErrorCategory.Configuration,
    };
}
