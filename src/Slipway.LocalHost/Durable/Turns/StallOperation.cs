using Slipway.LocalHost.Durable.History;
using Slipway.LocalHost.Storage;

namespace Slipway.LocalHost.Durable.Turns;

/// <summary>Notes on an instance's row why it does not go on. Its history stays as it is.</summary>
/// <param name="slot">The instance.</param>
/// <param name="state">It as the turn found it.</param>
/// <param name="reason">Why.</param>
/// <param name="arrived">What is put into its inbox with it: all that has come for a new instance, which is there wholly or not.</param>
/// <param name="now">The time.</param>
/// <param name="finished">Hears of the end.</param>
internal sealed class StallOperation(
    InstanceSlot slot,
    InstanceState state,
    Exception reason,
    IReadOnlyList<Message> arrived,
    DateTime now,
    Action<TurnEnd> finished) : WriteOperation
{
    private InstanceState? _after;

    /// <summary>Whether the row holds it, or will with the commit that is being written.</summary>
    public bool IsWritten { get; private set; }

    public override bool MustSucceed => state.IsStored;

    public override void Write(TaskHubTables tables, CommitEffects effects)
    {
        IsWritten = false;
        _after = state;
        if (slot.IsOver(effects))
        {
            return;
        }

        var row = state.Row with { Failure = Failure.From(reason), UpdatedAt = now };
        _after = state with { Row = row, IsStored = true };
        if (state.IsStored)
        {
            tables.SetFailure(row.Key, row.Failure, now);
        }
        else if (!tables.AddInstance(row))
        {
            TakePlace(tables, effects, row, tables.FindInstance(row.InstanceId)!);
        }

        // That it is to start, the row says.
        foreach (var message in arrived.Where(message => message.Event is not ExecutionStarted))
        {
            message.StoredAs = tables.AddToInbox(row.Key, message.Generation, message.Event);
        }

        IsWritten = true;
    }

    public override void Committed()
    {
        foreach (var message in arrived)
        {
            message.Sender?.Committed();
        }

        finished(new TurnEnd(_after, Error: null));
    }

    public override void RolledBack()
    {
        IsWritten = false;
        foreach (var message in arrived)
        {
            message.StoredAs = 0;
        }
    }

    public override void Failed(Exception exception)
    {
        foreach (var message in arrived)
        {
            message.IsBeingStored = false;
        }

        finished(new TurnEnd(State: null, exception));
    }

    /// <summary>Takes the place of an older instance of the same id, or of its own row, written because the turn took so long.</summary>
    private void TakePlace(TaskHubTables tables, CommitEffects effects, InstanceRow row, InstanceRow older)
    {
        if (older.Key == row.Key)
        {
            tables.SetFailure(row.Key, row.Failure!, now);
            return;
        }

        if (!InstanceCommands.IsReplaceable(older, state.DedupeStatuses))
        {
            throw InstanceCommands.AlreadyExists(older);
        }

        InstanceCommands.Remove(tables, effects, older, now);
        tables.AddInstance(row);
    }
}
