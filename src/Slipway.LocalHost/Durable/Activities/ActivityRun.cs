using Slipway.LocalHost.Storage;

namespace Slipway.LocalHost.Durable.Activities;

/// <summary>One run of an activity's code. Guarded by the dispatcher's lock.</summary>
internal sealed class ActivityRun(TaskRow task, FunctionLimits? limits, int attempt, CancellationTokenSource cancellation)
{
    public TaskRow Task => task;

    public FunctionLimits? Limits => limits;

    /// <summary>1, and one more each time a run of this call fell silent.</summary>
    public int Attempt => attempt;

    public CancellationTokenSource Cancellation => cancellation;

    /// <summary>When it began, as a timestamp of the clock.</summary>
    public long StartedAt { get; init; }

    /// <summary>When it last gave a sign of life, its start being the first.</summary>
    public long LastBeat { get; set; }

    /// <summary>Whether it takes one of the places that the default limit gives.</summary>
    public bool IsCounted { get; set; } = true;

    /// <summary>Whether its end means nothing any more: it was given up.</summary>
    public bool IsGivenUp { get; set; }
}
