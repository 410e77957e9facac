namespace Slipway.Core.Definitions.Running;

/// <summary>What a failure of a step means, by the step and by its definition.</summary>
/// <param name="Action">What happens.</param>
/// <param name="Replacement">With <see cref="FailureAction.Replace"/>: the step that runs in its place.</param>
public sealed record FailureRule(FailureAction Action, string? Replacement = null)
{
    private const string OnFailurePark = "park";
    private const string OnFailureFail = "fail";
    private const string OnFailureContinue = "continue";

    /// <summary>The rule of a step. What the step says counts before what the definition says.</summary>
    public static FailureRule Of(StepDefinition step, ErrorHandling handling)
    {
        ArgumentNullException.ThrowIfNull(step);
        ArgumentNullException.ThrowIfNull(handling);
        return step.OnFailure switch
        {
            OnFailurePark => new(FailureAction.Park),
            OnFailureFail => new(FailureAction.ParkAll),
            OnFailureContinue => new(FailureAction.Ignore),
            { } other => new(FailureAction.Replace, other),
            null => new(handling.Strategy switch
            {
                ErrorStrategy.FailFast => FailureAction.ParkAll,
                ErrorStrategy.Continue => FailureAction.Omit,
                ErrorStrategy.Compensate => FailureAction.Compensate,
                _ => FailureAction.Park,
            }),
        };
    }
}
