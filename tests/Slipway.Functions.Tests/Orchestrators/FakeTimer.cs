namespace Slipway.Functions.Tests.Orchestrators;

/// <summary>A durable timer of the fake clock.</summary>
internal sealed class FakeTimer
{
    private readonly TaskCompletionSource _fired = new();

    public FakeTimer(DateTime createdAt, DateTime fireAt, CancellationToken cancellationToken)
    {
        CreatedAt = createdAt;
        FireAt = fireAt;
        cancellationToken.Register(() => _fired.TrySetCanceled(cancellationToken), useSynchronizationContext: false);
    }

    public DateTime CreatedAt { get; }

    public DateTime FireAt { get; }

    public TimeSpan Delay => FireAt - CreatedAt;

    public Task Task => _fired.Task;

    public bool IsLive => !Task.IsCompleted;

    public void Fire() => _fired.TrySetResult();
}
