using Slipway.Core.Definitions.Running;

namespace Slipway.Functions.Tests.Definitions.RandomRuns;

/// <summary>A step as it should stand.</summary>
internal sealed class ExpectedStep(RandomStep plan)
{
    public RandomStep Plan { get; } = plan;

    public StepState State { get; set; } = StepState.Pending;

    public int Visit { get; set; } = 1;

    public int Attempt { get; set; }

    /// <summary>The attempts that no longer count against the most that it has.</summary>
    public int AttemptsBefore { get; set; }

    /// <summary>How often it was stopped.</summary>
    public int Stops { get; set; }

    /// <summary>How many steps it waits for.</summary>
    public int Remaining { get; set; }

    public bool HasPlace { get; set; }

    public bool IsOmitted { get; set; }

    public bool IsIgnored { get; set; }

    public bool IsFallenBack { get; set; }

    /// <summary>When it goes on by itself.</summary>
    public DateTimeOffset? DueAt { get; set; }

    public ExpectedStep? CalledBy { get; set; }

    public ExpectedStep? Replacement { get; set; }

    public bool IsActive => State is StepState.Running or StepState.Waiting or StepState.WaitingRetry;

    public bool IsOver => State is StepState.Succeeded or StepState.Failed or StepState.Skipped or StepState.Cancelled
        or StepState.Compensated;

    public bool IsSuccess => State is StepState.Succeeded || (State == StepState.Skipped && !IsOmitted);

    public bool IsFailure => State == StepState.Failed || (State == StepState.Skipped && IsOmitted);

    /// <summary>Names its attempt: each of these runs once.</summary>
    public string Key => $"{Plan.Id}/{Visit}/{Attempt}/{Stops}";
}
