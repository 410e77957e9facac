using Slipway.LocalHost.Storage;

namespace Slipway.LocalHost.Durable.Turns;

/// <summary>An instance as its last committed turn left it.</summary>
/// <param name="Row">Its row.</param>
/// <param name="HistoryLength">How many events the current generation has.</param>
/// <param name="Seal">The seal of the last one.</param>
/// <param name="IsStored">Whether it is in the store; otherwise its first turn puts it there.</param>
internal sealed record InstanceState(InstanceRow Row, int HistoryLength, string Seal, bool IsStored)
{
    /// <summary>How long its history is in the store.</summary>
    public long HistoryBytes { get; init; }

    /// <summary>If it is new, which states of an older instance of the same id refuse it; null for those that have not ended.</summary>
    public IReadOnlyList<string>? DedupeStatuses { get; init; }
}
