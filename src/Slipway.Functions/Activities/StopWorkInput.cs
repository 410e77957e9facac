namespace Slipway.Functions.Activities;

/// <summary>Whose work.</summary>
public sealed record StopWorkInput(string WorkflowId);
