namespace Slipway.Core.Policies.Admission;

/// <summary>What a workflow that wants to run is told.</summary>
/// <param name="Outcome">Whether it may.</param>
/// <param name="Place">Its place in the queue, from 1; 0 when it does not wait.</param>
/// <param name="Waiting">How many wait, itself counted.</param>
/// <param name="Reason">For people: which limit is in the way; <see langword="null"/> when none is.</param>
public sealed record AdmissionAnswer(AdmissionOutcome Outcome, int Place = 0, int Waiting = 0, string? Reason = null);
