namespace Slipway.Core.Policies.CircuitBreaker;

/// <summary>
/// A circuit breaker's state. Closed, it counts failures in a row; too many open it for a time; after that one trial passes (half open),
/// whose success closes it and whose failure opens it for twice as long.
/// </summary>
public sealed record Circuit
{
    /// <summary>Failures in a row.</summary>
    public int Failures { get; init; }

    /// <summary>Until when it is open; unset while it is closed.</summary>
    public DateTimeOffset? OpenUntil { get; init; }

    /// <summary>How long it was opened for, the last time.</summary>
    public TimeSpan OpenFor { get; init; }

    /// <summary>Who may try, while it is half open.</summary>
    public string? Trial { get; init; }

    /// <summary>When that was let through.</summary>
    public DateTimeOffset? TrialSince { get; init; }

    /// <summary>Whether what became of an agent's run says how the agent is: not when somebody stopped it, its work is not good enough, or
    /// what it was given, or something else than the agent, kept it from working.</summary>
    /// <param name="category">Of the error; unset: there was none.</param>
    /// <param name="code">The error's.</param>
    public static bool Counts(ErrorCategory? category, string? code) =>
        category is not { } kind
        || (kind is not (ErrorCategory.Cancelled or ErrorCategory.ValidationFailed or ErrorCategory.Configuration)
            && code != ErrorCodes.AgentChangedNothing && AgentFault.Is(kind, code));

    /// <summary>What it does at a time.</summary>
    public CircuitState StateAt(DateTimeOffset now) =>
        OpenUntil is not { } until ? CircuitState.Closed : now < until ? CircuitState.Open : CircuitState.HalfOpen;

    /// <summary>Asks to pass. Whoever asks again gets the same answer.</summary>
    /// <param name="caller">Who asks: the attempt of a step.</param>
    /// <param name="now">The time.</param>
    /// <param name="options">How the breaker works.</param>
    /// <returns>The answer, and the state afterwards.</returns>
    public (CircuitAnswer Answer, Circuit After) Enter(string caller, DateTimeOffset now, CircuitBreakerOptions options)
    {
        switch (StateAt(now))
        {
            case CircuitState.Closed:
                return (new CircuitAnswer(Allowed: true, Failures: Failures), this);
            case CircuitState.Open:
                return (new CircuitAnswer(Allowed: false, OpenUntil, Failures), this);
            default:
                var givenUpAt = TrialSince + options.TrialLimit;
                if (Trial is null || Trial == caller || now >= givenUpAt)
                {
                    return (new CircuitAnswer(Allowed: true, Failures: Failures), this with { Trial = caller, TrialSince = now });
                }

                var soon = now + options.OpenFor;
                return (new CircuitAnswer(Allowed: false, soon < givenUpAt ? soon : givenUpAt, Failures), this);
        }
    }

    /// <summary>Takes what became of an attempt.</summary>
    public Circuit Report(bool succeeded, DateTimeOffset now, CircuitBreakerOptions options)
    {
        if (succeeded)
        {
            return new Circuit();
        }

        var failures = Failures + 1;
        if (StateAt(now) == CircuitState.Open || (OpenUntil is null && failures < options.Failures))
        {
            return this with { Failures = failures };
        }

        var openFor = OpenUntil is null ? options.OpenFor : OpenFor * 2 < options.MaxOpenFor ? OpenFor * 2 : options.MaxOpenFor;
        return new Circuit { Failures = failures, OpenFor = openFor, OpenUntil = now + openFor };
    }
}
