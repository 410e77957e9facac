namespace Slipway.Functions.Activities;

/// <summary>Whose work, and the stop's number, from 1: what was scheduled before it is not wanted any more.</summary>
public sealed record StopWorkInput(string WorkflowId, int Stops);
