namespace Slipway.Core.Ports;

/// <summary>Shares the rate limits of outside services among all who use them. Thread-safe.</summary>
public interface IRateLimits
{
    /// <summary>Reserves the next use that the limit has room for.</summary>
    /// <param name="key">What is limited, such as <c>codegen/42/create</c>. One key always comes with the same limit.</param>
    /// <param name="limit">The limit.</param>
    /// <param name="cancellationToken">Gives up; a use that was reserved stays so.</param>
    /// <returns>How long to wait before it is used; zero when there is room now.</returns>
    Task<TimeSpan> ReserveAsync(string key, RateLimit limit, CancellationToken cancellationToken);
}
