namespace Slipway.Core.Lifecycle;

/// <summary>What an operator allows.</summary>
public sealed record WorkflowLimits
{
    /// <summary>The most minutes a workflow may ask for one state. Default 30.</summary>
    public double MaxStateTimeoutMinutes { get; init; } = 30;
}
