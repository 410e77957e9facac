using System.Diagnostics;

namespace Slipway.EndToEnd.Tests;

/// <summary>Waits for what another process does. Only here does a test look at the wall clock: to give up, never to judge.</summary>
internal static class Poll
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(15);

    public static Task AgainAsync() => Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);

    public static async Task<T> UntilAsync<T>(Func<Task<T>> read, Func<T, bool> wanted, Func<T, string> describe)
    {
        var watch = Stopwatch.StartNew();
        var last = await read();
        while (!wanted(last))
        {
            if (watch.Elapsed > Limit)
            {
                throw new TimeoutException($"It did not happen within {Limit.TotalMinutes} minutes. Last seen: {describe(last)}");
            }

            await AgainAsync();
            last = await read();
        }

        return last;
    }

    public static async Task<T> BeforeLimitAsync<T>(Task<T> work, Func<string> describe)
    {
        try
        {
            return await work.WaitAsync(Limit);
        }
        catch (TimeoutException exception)
        {
            throw new TimeoutException($"It did not happen within {Limit.TotalMinutes} minutes. {describe()}", exception);
        }
    }
}
