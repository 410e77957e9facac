namespace Slipway.LocalHost.Durable.Entities;

/// <summary>An operation that an entity runs.</summary>
/// <param name="Message">What asked for it.</param>
/// <param name="Since">When it began, in UTC.</param>
internal sealed record RunningOperation(EntityOperationMessage Message, DateTime Since);
