using Slipway.LocalHost.Durable.History;
using Slipway.LocalHost.Storage;

namespace Slipway.LocalHost.Durable.Turns;

/// <summary>Notes on an instance's row why it does not go on. Its history and inbox stay as they are.</summary>
internal sealed class StallOperation(InstanceState state, Exception reason, DateTime now, Action<TurnEnd> finished) : WriteOperation
{
    private InstanceState? _after;

    public override bool MustSucceed => state.IsStored;

    public override void Write(TaskHubTables tables, CommitEffects effects)
    {
        var row = state.Row with { Failure = Failure.From(reason), UpdatedAt = now };
        _after = state with { Row = row, IsStored = true };
        if (state.IsStored)
        {
            tables.SetFailure(row.Key, row.Failure, now);
        }
        else if (!tables.AddInstance(row))
        {
            throw InstanceCommands.AlreadyExists(row);
        }
    }

    public override void Committed() => finished(new TurnEnd(_after, Error: null));

    public override void Failed(Exception exception) => finished(new TurnEnd(State: null, exception));
}
