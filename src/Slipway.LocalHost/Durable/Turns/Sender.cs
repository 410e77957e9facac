using Microsoft.DurableTask.Client;

namespace Slipway.LocalHost.Durable.Turns;

/// <summary>A client's message on its way: its task ends when the message is on disk, or when it is known that it will not be.</summary>
/// <param name="instanceId">Whom it is for.</param>
/// <param name="what">What was asked for, to follow "cannot".</param>
/// <param name="ignoreEnded">Whether it is no error that the instance has ended.</param>
/// <param name="again">Sends the message again; null when it was meant for an instance that is gone for good.</param>
internal sealed class Sender(string instanceId, string what, bool ignoreEnded, Action<Sender>? again = null)
{
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Completion => _completion.Task;

    public void Committed() => _completion.TrySetResult();

    public void Failed(Exception exception) => _completion.TrySetException(exception);

    /// <summary>The instance took it no more: it has ended, or was rewound and goes on anew; then the message is for that.</summary>
    public void Missed()
    {
        if (_completion.Task.IsCompleted)
        {
            // It was on disk before, and so is a part of what was taken back.
            return;
        }

        if (again is not null)
        {
            again(this);
        }
        else
        {
            InstanceEnded("it has ended or was replaced meanwhile. Look at its status, then try again");
        }
    }

    /// <summary>The instance takes no more messages.</summary>
    /// <param name="status">How it ended.</param>
    public void InstanceEnded(OrchestrationRuntimeStatus status) =>
        InstanceEnded($"it has ended ({status}). Start a new one, or restart it");

    private void InstanceEnded(string how)
    {
        if (ignoreEnded)
        {
            Committed();
        }
        else
        {
            Failed(new InvalidOperationException($"Orchestration '{instanceId}' cannot {what}: {how}."));
        }
    }
}
