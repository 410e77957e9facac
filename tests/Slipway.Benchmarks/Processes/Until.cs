namespace Slipway.Benchmarks.Processes;

/// <summary>Waits for something outside that cannot tell when it is ready.</summary>
internal static class Until
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Tries until it succeeds, at most for a minute.</summary>
    /// <param name="what">Named when it does not come to be.</param>
    /// <param name="process">Whose end ends the wait.</param>
    /// <param name="attempt">True when it is so; what it throws counts as no.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="BenchmarkException">The process ended, or the time is over.</exception>
    public static async Task ReadyAsync(
        string what, ChildProcess process, Func<CancellationToken, Task<bool>> attempt, CancellationToken cancellationToken)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (!await TryAsync(attempt, cancellationToken))
        {
            if (process.HasExited || TimeProvider.System.GetElapsedTime(begun) > Patience)
            {
                throw new BenchmarkException($"{what} did not become ready:\n{process.Tail}");
            }

            await Task.Delay(Interval, TimeProvider.System, cancellationToken);
        }
    }

    private static async Task<bool> TryAsync(Func<CancellationToken, Task<bool>> attempt, CancellationToken cancellationToken)
    {
        try
        {
            return await attempt(cancellationToken);
        }
        catch (Exception exception) when (exception is HttpRequestException or BenchmarkException)
        {
            return false;
        }
    }
}
