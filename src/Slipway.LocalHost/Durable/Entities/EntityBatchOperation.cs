using Slipway.LocalHost.Storage;

namespace Slipway.LocalHost.Durable.Entities;

/// <summary>
/// Commits a batch: the state, the lock, and everything the operations asked for, all or nothing; what it took is then gone from the
/// queue. So an operation that ran twice because of a crash counts once.
/// </summary>
internal sealed class EntityBatchOperation(EntityBatch batch, DateTime now, Action<EntityRow?, Exception?> finished) : WriteOperation
{
    private readonly EntityRow _after = batch.After(now);

    public override bool MustSucceed => true;

    public override void Write(TaskHubTables tables, CommitEffects effects)
    {
        foreach (var delivery in batch.Consumed)
        {
            tables.Entities.RemoveMessage(delivery.Id);
        }

        tables.Entities.Save(_after);
        foreach (var effect in batch.Effects)
        {
            effect(tables, effects);
        }
    }

    public override void Committed() => finished(_after, null);

    public override void Failed(Exception exception) => finished(null, exception);
}
