using System.Text.Json;
using Slipway.Core.Events;
using Slipway.Core.Lifecycle;

namespace Slipway.Core.Definitions.Running;

/// <summary>What an operator can do with a step, and when.</summary>
public static class StepActions
{
    /// <summary>Why a decision cannot bring another requirement.</summary>
    public const string NoRequirement = "a workflow of a definition has no requirement. Retry a step with another input instead.";

    /// <summary>Why an action cannot be done now; <see langword="null"/> when it can.</summary>
    /// <param name="action">A kind of signal that is about a step.</param>
    /// <param name="step">The step.</param>
    /// <param name="bringsInput">Whether it changes the step's config.</param>
    public static string? WhyNot(SignalKind action, StepStanding step, bool bringsInput)
    {
        ArgumentNullException.ThrowIfNull(step);
        if (step.IsEnding && !(step.State == StepState.Parked && action is SignalKind.RetryStep or SignalKind.SkipStep))
        {
            return "the workflow is ending.";
        }

        if (step.IsSpare)
        {
            return $"'{step.Id}' runs only in place of another step, or to undo one, and nothing has called for it.";
        }

        if (step.IsApproval && (bringsInput || action == SignalKind.ChangeInput))
        {
            return $"'{step.Id}' is an approval: who gives it is for the definition to say.";
        }

        var state = StateOf(step);
        return action switch
        {
            SignalKind.RetryStep when step.Type == StepType.Parallel => Inside(step),
            SignalKind.RetryStep when !CanRetry(step) => $"'{step.Id}' is {state}; only a step that failed can be tried again. "
                + (step.IsOver ? "Go back to it instead." : "Wait for it."),
            SignalKind.SkipStep when step.IsOver => $"'{step.Id}' is {state} already. Go back to it to change what it gave.",
            SignalKind.RunStep when step.Type == StepType.Parallel => Inside(step),
            SignalKind.RunStep when step.IsOver => $"'{step.Id}' is {state} already. Go back to it to run it again.",
            SignalKind.RunStep when step.State is StepState.Running or StepState.Waiting or StepState.WaitingRetry =>
                $"'{step.Id}' is {state}.",
            SignalKind.RunStep when step.Workflow is not (ExecutionStatus.Failed or ExecutionStatus.Paused) =>
                "the workflow runs, and runs the step itself; pause it to run a step by hand.",
            SignalKind.GoBack when !step.IsOver && step.State != StepState.Parked =>
                $"'{step.Id}' is {state}; one can go back only to a step that has run.",
            SignalKind.ChangeInput when step.State is not (StepState.Pending or StepState.Parked or StepState.WaitingRetry) =>
                $"'{step.Id}' is {state}; only the input of a step that has not run can be changed. "
                + (step.IsOver ? "Go back to it with another input." : ""),
            _ => null,
        };
    }

    /// <summary>Why a step cannot be run by hand while another one works.</summary>
    public static string WhyNotBeside(string other) =>
        $"'{other}' works in the worktree, and one of the two changes it. Run it when that has ended.";

    private static bool CanRetry(StepStanding step) =>
        step.State is StepState.Parked or StepState.WaitingRetry or StepState.Failed or StepState.Cancelled;

    private static string Inside(StepStanding step) => $"'{step.Id}' is only as its steps are: name one of those.";

    private static string StateOf(StepStanding step) => JsonSerializer.SerializeToElement(step.State, CoreJson.Options).GetString()!;
}
