using Microsoft.DurableTask;
using Slipway.Core;
using Slipway.Core.Policies;

namespace Slipway.Functions.Orchestrators;

/// <summary>How long a step waits for a service that is away: longer each time, for half an hour in all. It uses no attempt.</summary>
internal sealed class OutageWait(TaskOrchestrationContext durable)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(30);

    private static readonly RetryOptions Pauses = new() { BaseDelay = TimeSpan.FromSeconds(5), MaxDelay = TimeSpan.FromMinutes(5) };

    private DateTime? _since;
    private int _waits;

    /// <summary>The next wait; <see langword="null"/> when it is another error, or was waited for long enough.</summary>
    /// <param name="code">Of the failure.</param>
    /// <param name="category">What kind of failure it is: a service that refuses is there.</param>
    public TimeSpan? Next(string? code, ErrorCategory category)
    {
        if (category != ErrorCategory.Transient || Who(code) is null)
        {
            End();
            return null;
        }

        _since ??= durable.CurrentUtcDateTime;
        return durable.CurrentUtcDateTime - _since < Longest ? Pauses.DelayAfter(++_waits, durable.Spread()) : null;
    }

    /// <summary>What a step waits for, in a sentence.</summary>
    /// <param name="code">Of the failure.</param>
    /// <param name="step">The step.</param>
    public static string Words(string? code, string step) =>
        $"{Who(code)}, which is away: '{step}' is tried again and again for half an hour.";

    /// <summary>The service has answered: the next time that it is away begins anew.</summary>
    public void End()
    {
        _since = null;
        _waits = 0;
    }

    private static string? Who(string? code) => code switch
    {
        ErrorCodes.GitHubUnavailable => "GitHub",
        ErrorCodes.TrackerFailed => "The tracker",
        ErrorCodes.NotificationFailed => "The notification target",
        ErrorCodes.AiFailed => "The language model",
        _ => null,
    };
}
