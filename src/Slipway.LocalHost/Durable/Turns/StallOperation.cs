using Slipway.LocalHost.Durable.History;
using Slipway.LocalHost.Storage;

namespace Slipway.LocalHost.Durable.Turns;

/// <summary>Notes on an instance's row why it does not go on. Its history and inbox stay as they are.</summary>
internal sealed class StallOperation(long key, Exception reason, TimeProvider time, Action<TurnEnd> finished) : WriteOperation
{
    public override bool MustSucceed => true;

    public override void Write(TaskHubTables tables, CommitEffects effects) =>
        tables.SetFailure(key, Failure.From(reason), time.GetUtcNow().UtcDateTime);

    public override void Committed() => finished(default);

    public override void Failed(Exception exception) => finished(new TurnEnd(State: null, exception));
}
