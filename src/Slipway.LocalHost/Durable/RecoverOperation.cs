using Slipway.LocalHost.Storage;

namespace Slipway.LocalHost.Durable;

/// <summary>Reads what waits to be done, as of one commit; what is committed after it is announced in the usual way.</summary>
internal sealed class RecoverOperation(TimeProvider time, Action<RecoveredWork> recovered) : WriteOperation
{
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private RecoveredWork? _work;

    public override bool MustSucceed => true;

    public Task Completion => _completion.Task;

    public override void Write(TaskHubTables tables, CommitEffects effects)
    {
        // What was written before it in this commit is read too, so it is not announced as well; what comes after it is.
        _work = RecoveredWork.Read(tables, time.GetUtcNow().UtcDateTime);
        effects.ForgetWork();
    }

    public override void Committed()
    {
        recovered(_work!);
        _completion.TrySetResult();
    }

    public override void Failed(Exception exception) => _completion.TrySetException(exception);
}
