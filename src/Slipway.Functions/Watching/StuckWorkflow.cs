namespace Slipway.Functions.Watching;

/// <summary>A workflow that cannot go on by itself, and for which nobody was asked to do anything.</summary>
/// <param name="Id">Which one.</param>
/// <param name="Since">When it was last seen to move.</param>
/// <param name="Reason">What it lacks, and what to do, for people.</param>
internal sealed record StuckWorkflow(string Id, DateTimeOffset Since, string Reason);
