using Slipway.LocalHost.Storage;

namespace Slipway.LocalHost.Durable.Turns;

/// <summary>Drops messages of an instance that is gone or has ended.</summary>
internal sealed class ForgetOperation(InstanceSlot slot, Action<TurnEnd> finished) : WriteOperation
{
    public override bool MustSucceed => true;

    public override void Write(TaskHubTables tables, CommitEffects effects)
    {
        // It may have been rewound meanwhile, and the messages be for what it does now.
        if (!slot.IsOver(effects))
        {
            tables.RemoveInbox(slot.Key);
            effects.Ended.Add(slot.Key);
        }
    }

    public override void Committed() => finished(default);

    public override void Failed(Exception exception) => finished(new TurnEnd(State: null, exception));
}
