using Slipway.LocalHost.Durable.History;

namespace Slipway.LocalHost.Storage;

/// <summary>An event that has arrived for an orchestration and that no turn has taken yet.</summary>
/// <param name="Id">Its place: turns take messages in order of id.</param>
/// <param name="InstanceKey">Whose it is.</param>
/// <param name="Generation">Which generation it is for; 0 for whichever runs.</param>
/// <param name="Event">What has happened.</param>
internal sealed record InboxMessage(long Id, long InstanceKey, int Generation, HistoryEvent Event)
{
    /// <summary>Whether it comes from a call that an earlier generation made, and means nothing to this one.</summary>
    public bool IsStaleFor(int generation) => Generation != 0 && Generation != generation;
}
