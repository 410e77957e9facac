using Slipway.LocalHost.Storage;

namespace Slipway.LocalHost.Durable.Client;

/// <summary>
/// A client's write. Its completion comes after the commit, and after the engine has heard of it; an exception from the write is the
/// caller's answer.
/// </summary>
internal sealed class ClientOperation<T>(Func<TaskHubTables, CommitEffects, T> write) : WriteOperation
{
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _result;

    public Task<T> Completion => _completion.Task;

    public override bool MayRefuse => true;

    public override void Write(TaskHubTables tables, CommitEffects effects) => _result = write(tables, effects);

    public override void Committed()
    {
    }

    // Not if it was refused: then its completion has an exception.
    public override void Published() => _completion.TrySetResult(_result!);

    public override void Failed(Exception exception) => _completion.TrySetException(exception);
}
