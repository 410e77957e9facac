namespace Slipway.Core.Lifecycle;

/// <summary>Which state may follow which. The one place that says so.</summary>
public static class TransitionTable
{
    /// <summary>Whether <paramref name="to"/> may follow <paramref name="from"/>.</summary>
    /// <param name="from">The state left.</param>
    /// <param name="to">The state entered.</param>
    /// <param name="failedIn">The state that failed, when <paramref name="from"/> is
    /// FAILED: an operator recovers into it or an earlier one.</param>
    public static bool IsAllowed(WorkflowState from, WorkflowState to, WorkflowState? failedIn = null) => (from, to) switch
    {
        (WorkflowState.Completed or < WorkflowState.Idle or > WorkflowState.Failed, _) or (_, < WorkflowState.Idle) => false,
        (WorkflowState.Failed, WorkflowState.Failed) => false,
        (WorkflowState.Failed, _) => failedIn is { } failed && to <= failed && failed < WorkflowState.Completed
            && (to != WorkflowState.Idle || failed == WorkflowState.Idle),
        (_, WorkflowState.Failed) => true,
        (WorkflowState.Idle, WorkflowState.Planning) => true,
        (WorkflowState.Planning, WorkflowState.Coding) => true,
        (WorkflowState.Coding, WorkflowState.PrCreated) => true,
        (WorkflowState.PrCreated, WorkflowState.Validating) => true,
        (WorkflowState.Validating, WorkflowState.Completed or WorkflowState.Coding) => true,
        _ => false,
    };

    /// <summary>Refuses a transition that <see cref="IsAllowed"/> does not know.</summary>
    /// <exception cref="SlipwayException">It is not allowed; the message names both states and what is allowed.</exception>
    public static void Ensure(WorkflowState from, WorkflowState to, WorkflowState? failedIn = null)
    {
        if (IsAllowed(from, to, failedIn))
        {
            return;
        }

        var allowed = Enum.GetValues<WorkflowState>().Where(state => IsAllowed(from, state, failedIn)).Select(state => state.ToName());
        var next = string.Join(", ", allowed);
        throw new SlipwayException(
            ErrorCodes.TransitionRefused,
            $"A workflow cannot go from {from.ToName()} to {to.ToName()}. "
            + (next.Length > 0 ? $"From {from.ToName()} it can go to: {next}." : WhyNone(from)));
    }

    private static string WhyNone(WorkflowState from) => from == WorkflowState.Failed
        ? "It goes on from FAILED only when it is known in which state it failed."
        : $"{from.ToName()} is final.";
}
