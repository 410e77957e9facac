using Microsoft.DurableTask.Client;

namespace Slipway.LocalHost.Durable.Turns;

/// <summary>A client's message on its way: its task ends when the message is on disk, or when it is known that it will not be.</summary>
/// <param name="instanceId">Whom it is for.</param>
/// <param name="what">What was asked for, to follow "cannot".</param>
/// <param name="ignoreEnded">Whether it is no error that the instance has ended.</param>
internal sealed class Sender(string instanceId, string what, bool ignoreEnded)
{
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Completion => _completion.Task;

    public void Committed() => _completion.TrySetResult();

    public void Failed(Exception exception) => _completion.TrySetException(exception);

    /// <summary>The instance takes no more messages.</summary>
    /// <param name="status">How it ended, if that is known.</param>
    public void InstanceEnded(OrchestrationRuntimeStatus? status = null)
    {
        if (ignoreEnded)
        {
            Committed();
        }
        else
        {
            var how = status is null
                ? "it has ended or was rewound meanwhile. Look at its status, then try again"
                : $"it has ended ({status}). Start a new one, or restart it";
            Failed(new InvalidOperationException($"Orchestration '{instanceId}' cannot {what}: {how}."));
        }
    }
}
