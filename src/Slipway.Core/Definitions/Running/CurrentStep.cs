namespace Slipway.Core.Definitions.Running;

/// <summary>A step that is not at rest, as the status shows it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Attempt">Its attempt, from 1.</param>
/// <param name="Since">Since when.</param>
/// <param name="Deadline">When its time is up.</param>
/// <param name="Agent">Who does it, when an agent does.</param>
/// <param name="WaitingFor">One sentence: what it waits for.</param>
public sealed record CurrentStep(
    string Id, StepState State, int Attempt, DateTimeOffset? Since, DateTimeOffset? Deadline, string? Agent, string? WaitingFor);
