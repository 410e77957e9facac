using Slipway.LocalHost.Storage;

namespace Slipway.LocalHost.Durable.Turns;

/// <summary>Puts messages into the inbox of an instance that cannot take its turn now.</summary>
/// <param name="slot">The instance.</param>
/// <param name="messages">What has come for it.</param>
/// <param name="failed">Hears when they could not be stored.</param>
internal sealed class StoreMessagesOperation(InstanceSlot slot, IReadOnlyList<Message> messages, Action<Exception> failed)
    : WriteOperation
{
    private bool _gone;

    public override bool MustSucceed => messages.Any(message => message.Sender is null);

    public override void Write(TaskHubTables tables, CommitEffects effects)
    {
        _gone = slot.IsOver(effects);
        if (_gone)
        {
            return;
        }

        // Known before the commit: a turn that takes a message may be written right after it.
        foreach (var message in messages.Where(message => !message.IsTaken))
        {
            message.StoredAs = tables.AddToInbox(slot.Key, message.Generation, message.Event);
        }
    }

    public override void Committed()
    {
        foreach (var message in messages)
        {
            if (_gone)
            {
                message.Sender?.Missed();
            }
            else
            {
                message.Sender?.Committed();
            }
        }
    }

    public override void RolledBack()
    {
        foreach (var message in messages)
        {
            message.StoredAs = 0;
        }
    }

    public override void Failed(Exception exception)
    {
        foreach (var message in messages)
        {
            message.IsBeingStored = false;
        }

        failed(exception);
    }
}
