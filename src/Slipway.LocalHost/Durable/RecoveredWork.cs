using Slipway.LocalHost.Storage;

namespace Slipway.LocalHost.Durable;

/// <summary>What the last process left to do.</summary>
internal sealed record RecoveredWork(List<Delivery> Messages, List<TaskRow> Tasks, DateTime? NextTimer);
