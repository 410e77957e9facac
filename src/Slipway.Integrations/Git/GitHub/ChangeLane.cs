using Slipway.Core.Ports;

namespace Slipway.Integrations.Git.GitHub;

/// <summary>
/// Lets requests that change something pass one by one, with a gap between: those of this process by itself, those of others that use the
/// same token by turns that the budget gives. Thread-safe.
/// </summary>
internal sealed class ChangeLane(TimeSpan gap, IRequestBudget budget, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);
    private DateTimeOffset _next = DateTimeOffset.MinValue;

    /// <summary>Runs a change when its turn has come.</summary>
    internal async Task<T> RunAsync<T>(string token, Func<Task<T>> change, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            await WaitUntilAsync(_next, cancellationToken);
            if (gap > TimeSpan.Zero)
            {
                await WaitUntilAsync(await budget.TurnAsync(token, gap, cancellationToken), cancellationToken);
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

    private async Task WaitUntilAsync(DateTimeOffset turn, CancellationToken cancellationToken)
    {
        if (turn - time.GetUtcNow() is var wait && wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, time, cancellationToken);
        }
    }
}
