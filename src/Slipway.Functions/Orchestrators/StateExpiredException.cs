namespace Slipway.Functions.Orchestrators;

/// <summary>The time of the current state is over.</summary>
internal sealed class StateExpiredException() : Exception("The time of the state is over.");
