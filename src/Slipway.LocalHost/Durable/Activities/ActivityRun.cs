using Slipway.LocalHost.Storage;

namespace Slipway.LocalHost.Durable.Activities;

/// <summary>One run of an activity's code. Guarded by the dispatcher's lock.</summary>
internal sealed class ActivityRun(TaskRow task, FunctionLimits? limits, int attempt, CancellationTokenSource cancellation)
{
    private bool _isOnThread;

    public TaskRow Task => task;

    public FunctionLimits? Limits => limits;

    /// <summary>1, and one more each time a run of this call fell silent.</summary>
    public int Attempt => attempt;

    public CancellationTokenSource Cancellation => cancellation;

    /// <summary>When it began, as a timestamp of the clock.</summary>
    public long StartedAt { get; init; }

    /// <summary>When it last gave a sign of life, the beginning of its code being the first; null before that.</summary>
    public long? LastBeat { get; set; }

    /// <summary>When its token was cancelled because its instance has ended; null while it is wanted.</summary>
    public long? CancelledAt { get; set; }

    /// <summary>Whether it takes one of the places that the default limit gives.</summary>
    public bool IsCounted { get; set; } = true;

    /// <summary>Whether its code has begun and has not given its thread back. Written by that thread, without the lock.</summary>
    public bool IsOnThread
    {
        get => Volatile.Read(ref _isOnThread);
        set => Volatile.Write(ref _isOnThread, value);
    }

    /// <summary>Whether it has been named in the log for running long.</summary>
    public bool IsOverdue { get; set; }

    /// <summary>Whether its end means nothing any more: it was given up.</summary>
    public bool IsGivenUp { get; set; }
}
