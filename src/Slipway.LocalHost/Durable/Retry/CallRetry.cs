using System.Runtime.ExceptionServices;
using Microsoft.DurableTask;
using Slipway.LocalHost.Durable.History;

namespace Slipway.LocalHost.Durable.Retry;

/// <summary>Repeats a call of an orchestrator as its options say. Runs as orchestrator code: delays are durable timers.</summary>
internal static class CallRetry
{
    private static readonly TimeSpan LongestDelay = TimeSpan.FromDays(3650);

    /// <summary>Calls until it succeeds, or there is to be no other attempt.</summary>
    /// <param name="context">The orchestrator's.</param>
    /// <param name="retry">The rule.</param>
    /// <param name="attempt">Makes the call.</param>
    /// <param name="backOff">Waits between two.</param>
    public static async Task<T> RunAsync<T>(
        TaskOrchestrationContext context, TaskRetryOptions retry, Func<Task<T>> attempt, Func<TimeSpan, Task> backOff)
    {
        var started = context.CurrentUtcDateTime;
        for (var number = 1; ; number++)
        {
            TaskFailedException failure;
            try
            {
                return await attempt();
            }
            catch (TaskFailedException exception) when (!Failure.IsNotFound(exception.FailureDetails.ErrorType))
            {
                failure = exception;
            }

            if (!await MayTryAgainAsync(context, retry, failure, (number, started), backOff))
            {
                ExceptionDispatchInfo.Throw(failure);
            }
        }
    }

    /// <summary>The delay after a failed attempt, or null when there is to be no other.</summary>
    /// <param name="policy">The rule.</param>
    /// <param name="attempt">How many attempts have failed, from 1.</param>
    /// <param name="elapsed">The time since the first attempt began.</param>
    internal static TimeSpan? NextDelay(RetryPolicy policy, int attempt, TimeSpan elapsed)
    {
        if (attempt >= policy.MaxNumberOfAttempts || (policy.RetryTimeout != Timeout.InfiniteTimeSpan && elapsed >= policy.RetryTimeout))
        {
            return null;
        }

        var longest = policy.MaxRetryInterval == Timeout.InfiniteTimeSpan ? LongestDelay : policy.MaxRetryInterval;
        var ticks = policy.FirstRetryInterval.Ticks * Math.Pow(policy.BackoffCoefficient, attempt - 1);
        return TimeSpan.FromTicks((long)Math.Min(ticks, longest.Ticks));
    }

    private static async Task<bool> MayTryAgainAsync(
        TaskOrchestrationContext context,
        TaskRetryOptions retry,
        TaskFailedException failure,
        (int Number, DateTime Started) attempt,
        Func<TimeSpan, Task> backOff)
    {
        var elapsed = context.CurrentUtcDateTime - attempt.Started;
        if (retry.Policy is { } policy)
        {
            if (!policy.Handles(failure.FailureDetails) || NextDelay(policy, attempt.Number, elapsed) is not { } delay)
            {
                return false;
            }

            await backOff(delay);
            return true;
        }

        return retry.Handler is { } handler
            && await handler(new RetryContext(context, attempt.Number, failure.FailureDetails, elapsed, CancellationToken.None));
    }
}
