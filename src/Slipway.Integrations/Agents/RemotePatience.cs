namespace Slipway.Integrations.Agents;

/// <summary>Waits for a remote agent's service that is away for a while, or asks to wait.</summary>
internal sealed class RemotePatience(TimeProvider time)
{
    private const int MostTries = 5;

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongestPollPause = TimeSpan.FromMinutes(1);

    /// <summary>Looks at a run that goes on; it has been paid for, so a service that is away is waited for.</summary>
    internal async Task<T> FollowAsync<T>(Func<Task<T>> look, CancellationToken cancellationToken)
    {
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPollPause ? pause * 2 : LongestPollPause)
        {
            try
            {
                return await look();
            }
            catch (RemoteServiceException refusal) when (refusal.MayPass)
            {
                // A service whose clock is wrong may ask for years.
                var wait = refusal.RetryAfter ?? pause;
                await Task.Delay(wait < LongestPause ? wait : LongestPause, time, cancellationToken);
            }
        }
    }

    /// <summary>Tries again what may pass, after as long as the service asks for, or twice as long each time.</summary>
    internal async Task<T> TryAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken)
    {
        var pause = FirstPause;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await call();
            }
            catch (RemoteServiceException refusal) when (
                refusal.MayPass && attempt < MostTries && (refusal.RetryAfter ?? pause) is var wait && wait <= LongestPause)
            {
                await Task.Delay(wait, time, cancellationToken);
                pause *= 2;
            }
        }
    }
}
