using Slipway.LocalHost.Storage;

namespace Slipway.LocalHost.Durable.Rewind;

/// <summary>A child that a rewound instance waits for.</summary>
/// <param name="Instance">The child as it was when the plan was made.</param>
/// <param name="Plan">How it goes on itself; null when it has not failed.</param>
internal sealed record RewindChild(InstanceRow Instance, RewindPlan? Plan);
