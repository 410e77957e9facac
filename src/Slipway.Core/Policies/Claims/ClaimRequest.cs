namespace Slipway.Core.Policies.Claims;

/// <summary>A step that wants to work on one thing alone.</summary>
/// <param name="WorkflowId">Whose step: what it holds is free again when this workflow has ended.</param>
/// <param name="Step">The step's id.</param>
/// <param name="Candidates">What it could work on, the best first.</param>
public sealed record ClaimRequest(string WorkflowId, string Step, IReadOnlyList<string> Candidates);
