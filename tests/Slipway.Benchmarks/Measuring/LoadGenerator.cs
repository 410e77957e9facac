namespace Slipway.Benchmarks.Measuring;

/// <summary>
/// Runs pieces of work, so many at once: as soon as one ends the next begins. The same for work over HTTP and in process;
/// <c>load</c> in <c>node/dbos-worker.mjs</c> does the same.
/// </summary>
internal static class LoadGenerator
{
    /// <param name="count">How many pieces of work.</param>
    /// <param name="inFlight">How many at once.</param>
    /// <param name="one">Does one, given its number from 0; throws when its result is wrong.</param>
    /// <param name="cancellationToken">Ends the load.</param>
    public static async Task<Sample> RunAsync(int count, int inFlight, Func<int, Task> one, CancellationToken cancellationToken)
    {
        var latenciesMs = new double[count];
        var next = -1;
        var begun = TimeProvider.System.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Math.Min(inFlight, count)).Select(_ => Task.Run(LaneAsync, cancellationToken)));
        return new Sample(TimeProvider.System.GetElapsedTime(begun).TotalMilliseconds, latenciesMs);

        async Task LaneAsync()
        {
            for (var index = Interlocked.Increment(ref next); index < count; index = Interlocked.Increment(ref next))
            {
                cancellationToken.ThrowIfCancellationRequested();
                var start = TimeProvider.System.GetTimestamp();
                await one(index);
                latenciesMs[index] = TimeProvider.System.GetElapsedTime(start).TotalMilliseconds;
            }
        }
    }
}
