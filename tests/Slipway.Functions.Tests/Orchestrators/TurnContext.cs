namespace Slipway.Functions.Tests.Orchestrators;

/// <summary>Runs an orchestrator's continuations on the test's thread, in the order they were posted.</summary>
internal sealed class TurnContext : SynchronizationContext
{
    private readonly Queue<Action> _posted = new();

    public override void Post(SendOrPostCallback d, object? state) => _posted.Enqueue(() => d(state));

    public override void Send(SendOrPostCallback d, object? state) =>
        throw new NotSupportedException("An orchestrator never waits for a thread.");

    public void Run(Action action)
    {
        var outer = Current;
        SetSynchronizationContext(this);
        try
        {
            action();
            while (_posted.TryDequeue(out var next))
            {
                next();
            }
        }
        finally
        {
            SetSynchronizationContext(outer);
        }
    }
}
