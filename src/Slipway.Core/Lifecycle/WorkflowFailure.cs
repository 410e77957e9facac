using Slipway.Core.Policies;

namespace Slipway.Core.Lifecycle;

/// <summary>Why a workflow is, or was, in FAILED.</summary>
/// <param name="State">The state that failed.</param>
/// <param name="Step">The step that failed.</param>
/// <param name="Code">One of <see cref="ErrorCodes"/>.</param>
/// <param name="Category">What kind of failure.</param>
/// <param name="Message">For people; at most 1,000 characters.</param>
public sealed record WorkflowFailure(WorkflowState State, string Step, string Code, ErrorCategory Category, string Message)
{
    /// <summary>Why the workflow cannot go on without the step that failed; <see langword="null"/> when it can.</summary>
    public string? WhyNotSkip() => this switch
    {
        { Step: LifecycleStep.Prepare } =>
            $"the step '{LifecycleStep.Prepare}' cannot be skipped, since every other step works in its worktree.",
        { Step: LifecycleStep.Admission } => "there is no place for it yet, and that cannot be skipped. Retry later.",
        { Code: ErrorCodes.MergeRefused, Category: ErrorCategory.Permission } =>
            "its pull request was closed, and there is nothing to merge. Open it again and retry, or abort.",
        _ => null,
    };
}
