namespace Slipway.LocalHost;

/// <summary>
/// From where a run is forked, and with what. Exactly one of <see cref="AfterEvent"/> and <see cref="AfterTask"/> is set.
/// </summary>
public sealed record ForkOptions
{
    /// <summary>
    /// The place, from 0, of the event after which the fork goes on: a start, a result, a failure, a timer that fired or an external event,
    /// as the history and an export show it.
    /// </summary>
    public int? AfterEvent { get; init; }

    /// <summary>The number of the finished call (activity, timer or sub-orchestration) after which the fork goes on.</summary>
    public int? AfterTask { get; init; }

    /// <summary>The fork's instance id; unset means a new one. It must not be taken.</summary>
    public string? NewInstanceId { get; init; }

    /// <summary>
    /// JSON that takes the place of what the event carried: the orchestration's input if it is the start, the result if it ended a call
    /// of an activity, a sub-orchestration or an entity (one that failed has then succeeded), the payload if it is an external event.
    /// Unset means unchanged; a timer carries nothing, so it must be unset there.
    /// </summary>
    public string? NewInput { get; init; }
}
