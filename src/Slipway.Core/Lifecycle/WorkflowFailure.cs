using Slipway.Core.Policies;

namespace Slipway.Core.Lifecycle;

/// <summary>Why a workflow is, or was, in FAILED.</summary>
/// <param name="State">The state that failed.</param>
/// <param name="Step">The step that failed.</param>
/// <param name="Code">One of <see cref="ErrorCodes"/>.</param>
/// <param name="Category">What kind of failure.</param>
/// <param name="Message">For people; at most 1,000 characters.</param>
public sealed record WorkflowFailure(WorkflowState State, string Step, string Code, ErrorCategory Category, string Message);
