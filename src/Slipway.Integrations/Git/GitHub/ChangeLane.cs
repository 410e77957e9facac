namespace Slipway.Integrations.Git.GitHub;

/// <summary>Lets requests that change something pass one by one, with a gap between. Thread-safe.</summary>
internal sealed class ChangeLane(TimeSpan gap, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);
    private DateTimeOffset _next = DateTimeOffset.MinValue;

    /// <summary>Runs a change when its turn has come.</summary>
    internal async Task<T> RunAsync<T>(Func<Task<T>> change, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            var wait = _next - time.GetUtcNow();
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, time, cancellationToken);
            }

            return await change();
        }
        finally
        {
            _next = time.GetUtcNow() + gap;
            _one.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();
}
