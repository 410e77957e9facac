using System.Globalization;
using System.Net;
using Microsoft.Azure.Functions.Worker.Extensions.DurableTask.Http;
using Microsoft.DurableTask;

namespace Slipway.LocalHost.Http.Calls;

/// <summary>
/// An orchestration's HTTP request: an activity for each attempt, durable timers between them. It runs inside the orchestration, so it
/// awaits nothing else and never leaves its scheduler.
/// </summary>
internal static class DurableHttpCall
{
    private const string RetryAfterHeader = "Retry-After";

    private static readonly TimeSpan DefaultPollInterval = TimeSpan.FromSeconds(30);

    public static async Task<DurableHttpResponse> RunAsync(TaskOrchestrationContext context, DurableHttpRequest request)
    {
        var response = await AttemptAsync(context, request).ConfigureAwait(true);
        while (Next(request, response) is { } next)
        {
            await context.CreateTimer(RetryAfter(response), CancellationToken.None).ConfigureAwait(true);
            request = new DurableHttpRequest(HttpMethod.Get, next)
            {
                Headers = SameOrigin(request.Uri, next) ? request.Headers : null,
                AsynchronousPatternEnabled = true,
                HttpRetryOptions = request.HttpRetryOptions,
                Timeout = request.Timeout,
            };
            response = await AttemptAsync(context, request).ConfigureAwait(true);
        }

        return response;
    }

    /// <summary>
    /// Notes on an answer that says "not yet", and not when to look again, what the host's settings say of it. It is in the history then,
    /// so a replay sleeps the same. The caller never sees such an answer.
    /// </summary>
    public static DurableHttpResponse WithPollInterval(DurableHttpRequest request, DurableHttpResponse response, TimeSpan? interval)
    {
        if (interval is { } time && response.Headers is { } headers && Seconds(response) is null && Next(request, response) is not null)
        {
            headers[RetryAfterHeader] = time.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        }

        return response;
    }

    /// <summary>Where to look again; null when the answer is one.</summary>
    private static Uri? Next(DurableHttpRequest request, DurableHttpResponse response)
        => request.AsynchronousPatternEnabled && response.StatusCode == HttpStatusCode.Accepted ? Location(request, response) : null;

    private static async Task<DurableHttpResponse> AttemptAsync(TaskOrchestrationContext context, DurableHttpRequest request)
    {
        var retry = request.HttpRetryOptions;
        var first = context.CurrentUtcDateTime;
        for (var attempt = 1; ; attempt++)
        {
            var isLast = retry is null || attempt >= retry.MaxNumberOfAttempts || context.CurrentUtcDateTime - first >= retry.RetryTimeout;
            try
            {
                var response = await context.CallActivityAsync<DurableHttpResponse>(HttpCallActivity.Name, request).ConfigureAwait(true);
                if (isLast || !IsRetried(retry!, response.StatusCode))
                {
                    return response;
                }
            }
            catch (TaskFailedException) when (!isLast)
            {
                // No answer at all is worth another attempt as a bad one is.
            }

            await context.CreateTimer(Delay(retry!, attempt), CancellationToken.None).ConfigureAwait(true);
        }
    }

    private static bool IsRetried(HttpRetryOptions retry, HttpStatusCode status)
        => retry.StatusCodesToRetry.Count > 0 ? retry.StatusCodesToRetry.Contains(status) : status >= HttpStatusCode.BadRequest;

    private static TimeSpan Delay(HttpRetryOptions retry, int attempt)
    {
        var ticks = retry.FirstRetryInterval.Ticks * Math.Pow(retry.BackoffCoefficient, attempt - 1);
        return ticks < retry.MaxRetryInterval.Ticks ? TimeSpan.FromTicks((long)ticks) : retry.MaxRetryInterval;
    }

    private static Uri? Location(DurableHttpRequest request, DurableHttpResponse response)
        => Header(response, "Location") is { } text && Uri.TryCreate(request.Uri, text, out var location) ? location : null;

    private static TimeSpan RetryAfter(DurableHttpResponse response) => Seconds(response) ?? DefaultPollInterval;

    // A date instead of seconds says nothing that a replay could read the same way.
    private static TimeSpan? Seconds(DurableHttpResponse response)
        => double.TryParse(Header(response, RetryAfterHeader), CultureInfo.InvariantCulture, out var seconds)
            && seconds is >= 0 and <= int.MaxValue
            ? TimeSpan.FromSeconds(seconds)
            : null;

    private static string? Header(DurableHttpResponse response, string name)
        => response.Headers?.FirstOrDefault(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    // Headers may carry credentials: they go where the app sent them, and nowhere else.
    internal static bool SameOrigin(Uri a, Uri b) => Uri.Compare(
        a, b, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0;
}
