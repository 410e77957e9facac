using Slipway.LocalHost.Storage;

namespace Slipway.LocalHost.Durable.Turns;

/// <summary>Drops messages of an instance that is gone or has ended.</summary>
internal sealed class ForgetOperation(long key, Action<TurnEnd> finished) : WriteOperation
{
    public override bool MustSucceed => true;

    public override void Write(TaskHubTables tables, CommitEffects effects)
    {
        tables.RemoveInbox(key);
        effects.Ended.Add(key);
    }

    public override void Committed() => finished(default);

    public override void Failed(Exception exception) => finished(new TurnEnd(State: null, exception));
}
