namespace Slipway.Core.Policies;

/// <summary>Says of the failure of a step that an agent does whether it is the agent's: not when Git, the platform, the store, or the
/// workflow's limits kept the step from succeeding.</summary>
public static class AgentFault
{
    /// <summary>Whether it is.</summary>
    /// <param name="category">Of the failure: a plugin with error codes of its own says it here.</param>
    /// <param name="code">The failure's.</param>
    public static bool Is(ErrorCategory category, string? code) => code switch
    {
        ErrorCodes.AgentFailed or ErrorCodes.AgentNotAvailable or ErrorCodes.AgentChangedNothing => true,
        ErrorCodes.StepFailed or ErrorCodes.StepTimedOut => true,
        ErrorCodes.BudgetUsedUp or ErrorCodes.StateTimedOut => false,
        _ => category == ErrorCategory.AgentFailed,
    };
}
