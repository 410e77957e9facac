namespace Slipway.Core.Policies.Claims;

/// <summary>Who holds something.</summary>
/// <param name="WorkflowId">The workflow.</param>
/// <param name="Step">Its step.</param>
public sealed record ClaimHolder(string WorkflowId, string Step);
