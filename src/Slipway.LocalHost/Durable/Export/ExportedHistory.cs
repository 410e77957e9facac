using Slipway.LocalHost.Durable.History;
using Slipway.LocalHost.Storage;

namespace Slipway.LocalHost.Durable.Export;

/// <summary>A run as it was exported.</summary>
/// <param name="Instance">What is known of the instance; its key is 0.</param>
/// <param name="Events">The events of the generation, in order.</param>
/// <param name="FirstAltered">The first event that is not what was exported; null when all are, or there are no seals.</param>
internal sealed record ExportedHistory(InstanceRow Instance, IReadOnlyList<HistoryEvent> Events, AlteredEvent? FirstAltered);
