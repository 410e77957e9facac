using Slipway.Core.Lifecycle;

namespace Slipway.Core.Definitions.Running;

/// <summary>What decides about an operator's action on a step.</summary>
/// <param name="Id">The step.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Type">What kind of step it is.</param>
/// <param name="Workflow">How its workflow stands.</param>
/// <param name="IsSpare">Whether it runs only when it is called for, and is not.</param>
/// <param name="IsEnding">Whether its workflow undoes what was done, and ends.</param>
public sealed record StepStanding(
    string Id, StepState State, StepType Type, ExecutionStatus Workflow, bool IsSpare = false, bool IsEnding = false)
{
    /// <summary>Whether people are asked to approve it. Default no.</summary>
    public bool IsApproval { get; init; }

    /// <summary>Whether it is over.</summary>
    public bool IsOver => State is StepState.Succeeded or StepState.Failed or StepState.Skipped or StepState.Cancelled
        or StepState.Compensated;
}
