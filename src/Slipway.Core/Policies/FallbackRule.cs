namespace Slipway.Core.Policies;

/// <summary>When another agent is worth a try: when what failed is the agent's, not what it was given, nor the workflow's limits.</summary>
public static class FallbackRule
{
    /// <summary>Whether another agent may fare better.</summary>
    /// <param name="category">Of the failure.</param>
    /// <param name="code">The failure's: an agent that is not there, or that its own service or sandbox refuses, is its own affair.</param>
    /// <remarks>An agent that is for other work has no fault, and its circuit breaker nothing to count.</remarks>
    public static bool Helps(ErrorCategory category, string code) => code switch
    {
        ErrorCodes.AgentCannot => true,
        _ when !AgentFault.Is(category, code) => false,
        ErrorCodes.AgentNotAvailable or ErrorCodes.AgentFailed => category is not (ErrorCategory.Cancelled or ErrorCategory.Bug),
        _ => category is ErrorCategory.AgentFailed or ErrorCategory.RateLimited or ErrorCategory.Timeout or ErrorCategory.Transient,
    };
}
