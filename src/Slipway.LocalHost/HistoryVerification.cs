namespace Slipway.LocalHost;

/// <summary>What came of following the chain of seals through the history of an instance's current generation.</summary>
/// <param name="InstanceId">The instance.</param>
/// <param name="Generation">Its generation, from 1.</param>
/// <param name="Events">How many events the history has.</param>
/// <param name="State">What the seals say.</param>
/// <param name="FirstSealed">The place of the first event with a seal, from 0; null when none has one.</param>
/// <param name="FirstAltered">The first place that is not what was written; null when all is.</param>
/// <remarks>
/// The seals find what was changed behind the host's back: a damaged disk, a hand that edited the file. They are hashes without a key:
/// whoever can write the file and knows the format can seal a new history. An export kept elsewhere shows that, too.
/// </remarks>
public sealed record HistoryVerification(
    string InstanceId, int Generation, int Events, SealState State, int? FirstSealed, AlteredEvent? FirstAltered)
{
    /// <summary>When, why and by whom the instance was taken back to an earlier state, in order.</summary>
    public IReadOnlyList<HistoryRewind> Rewinds { get; init; } = [];
}
