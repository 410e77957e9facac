namespace Slipway.LocalHost.Storage;

/// <summary>A message in the inbox and the id of the instance it is for.</summary>
internal readonly record struct Delivery(InboxMessage Message, string InstanceId);
