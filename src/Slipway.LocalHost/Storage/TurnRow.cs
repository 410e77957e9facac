namespace Slipway.LocalHost.Storage;

/// <summary>A turn of an orchestration as it is stored.</summary>
/// <param name="InstanceKey">Whose.</param>
/// <param name="Sequence">The place of its first event in the history.</param>
/// <param name="Count">How many events it has.</param>
/// <param name="OpenTasks">How many activities have no result after it.</param>
/// <param name="UpdatedAt">When, in UTC.</param>
/// <param name="Seal">The hash of its last event.</param>
/// <param name="Events">The events, as <see cref="Durable.History.SealedHistory"/> writes them.</param>
internal sealed record TurnRow(
    long InstanceKey, int Sequence, int Count, int OpenTasks, DateTime UpdatedAt, string Seal, byte[] Events)
{
    /// <summary>The most events a history can have.</summary>
    public const int MaxSequence = (1 << 24) - 1;
}
