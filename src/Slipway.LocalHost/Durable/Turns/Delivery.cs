namespace Slipway.LocalHost.Durable.Turns;

/// <summary>A message and the key of the instance it is for.</summary>
internal readonly record struct Delivery(long InstanceKey, Message Message);
