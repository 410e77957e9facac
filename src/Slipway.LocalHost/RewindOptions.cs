namespace Slipway.LocalHost;

/// <summary>
/// To which step an instance is rewound, by whom and why. Exactly one of <see cref="AfterEvent"/> and <see cref="AfterTask"/> is set.
/// </summary>
public sealed record RewindOptions
{
    /// <summary>
    /// The place, from 0, of the event after which the instance goes on: a start, a result, a failure, a timer that fired or an external
    /// event, as the history and an export show it.
    /// </summary>
    public int? AfterEvent { get; init; }

    /// <summary>The number of the finished call (activity, timer, sub-orchestration or entity) after which the instance goes on.</summary>
    public int? AfterTask { get; init; }

    /// <summary>Why, for the history; up to 1,000 characters. Unset leaves it untold.</summary>
    public string? Reason { get; init; }

    /// <summary>Who does it, for the history; up to 200 characters. Unset leaves it untold.</summary>
    public string? By { get; init; }
}
