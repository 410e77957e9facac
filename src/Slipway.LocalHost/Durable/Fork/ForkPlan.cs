using Slipway.LocalHost.Durable.History;

namespace Slipway.LocalHost.Durable.Fork;

/// <summary>What of a run its fork begins with.</summary>
/// <param name="Place">The place of the last event that counts.</param>
/// <param name="Copied">The whole turns before the one of that event.</param>
/// <param name="Arrived">What had arrived in that turn up to the event, in order: the fork's first turn takes it.</param>
/// <param name="Open">The calls of the copied turns that have not ended.</param>
internal sealed record ForkPlan(
    int Place, IReadOnlyList<HistoryEvent> Copied, IReadOnlyList<HistoryEvent> Arrived, IReadOnlyList<ScheduledEvent> Open);
