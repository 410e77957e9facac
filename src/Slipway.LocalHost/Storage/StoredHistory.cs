using Slipway.LocalHost.Durable.History;

namespace Slipway.LocalHost.Storage;

/// <summary>The history of an instance's current generation.</summary>
/// <param name="Events">All of its events, in order.</param>
/// <param name="Seal">The seal of the last one; null when there is none, or it is of a release without seals.</param>
/// <param name="Bytes">How long it is in the store.</param>
internal sealed record StoredHistory(List<HistoryEvent> Events, string? Seal, long Bytes);
