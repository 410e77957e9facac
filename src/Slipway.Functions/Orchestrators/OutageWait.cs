using Microsoft.DurableTask;
using Slipway.Core;
using Slipway.Core.Policies;

namespace Slipway.Functions.Orchestrators;

/// <summary>How long a step waits for a platform that is away: longer each time, for half an hour in all. It uses no attempt.</summary>
internal sealed class OutageWait(TaskOrchestrationContext durable)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(30);

    private static readonly RetryOptions Pauses = new() { BaseDelay = TimeSpan.FromSeconds(5), MaxDelay = TimeSpan.FromMinutes(5) };

    private DateTime? _since;
    private int _waits;

    /// <summary>The next wait; <see langword="null"/> when it is another error, or was waited for long enough.</summary>
    public TimeSpan? Next(string code)
    {
        if (code != ErrorCodes.GitHubUnavailable)
        {
            End();
            return null;
        }

        _since ??= durable.CurrentUtcDateTime;
        return durable.CurrentUtcDateTime - _since < Longest ? Pauses.DelayAfter(++_waits, durable.Spread()) : null;
    }

    /// <summary>The platform has answered: the next time that it is away begins anew.</summary>
    public void End()
    {
        _since = null;
        _waits = 0;
    }
}
