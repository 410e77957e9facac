using Slipway.LocalHost.Storage;

namespace Slipway.LocalHost.Tests.Durable;

/// <summary>Keeps the writer busy until the test lets it go.</summary>
internal sealed class BlockingOperation(ManualResetEventSlim hold) : WriteOperation
{
    public override void Write(TaskHubTables tables, CommitEffects effects) => hold.Wait(TestHub.Patience);

    public override void Committed()
    {
    }

    public override void Failed(Exception exception)
    {
    }
}
