namespace Slipway.LocalHost.Durable.Entities;

/// <summary>An operation is to be run.</summary>
/// <param name="Operation">Its name.</param>
/// <param name="Input">JSON of its input; null when there is none.</param>
/// <param name="Caller">Who waits for the result; null when it is a signal.</param>
/// <param name="Section">The caller's critical section, by the number of the call that locked it; null outside of one.</param>
internal sealed record EntityOperationMessage(string Operation, string? Input, EntityCaller? Caller = null, int? Section = null)
    : EntityMessage;
