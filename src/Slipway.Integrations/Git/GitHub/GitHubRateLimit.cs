using System.Globalization;
using System.Net;
using System.Text.Json;

namespace Slipway.Integrations.Git.GitHub;

/// <summary>Tells a rate limit from any other refusal, and when it ends.</summary>
/// <remarks>https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api: <c>retry-after</c> if there is one, else the
/// reset when nothing remains, else at least a minute.</remarks>
internal static class GitHubRateLimit
{
    private static readonly TimeSpan Unknown = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(2);

    /// <summary>When to ask again; <see langword="null"/> when the answer is no rate limit.</summary>
    internal static DateTimeOffset? RetryAt(HttpResponseMessage answer, JsonElement body, DateTimeOffset now)
    {
        if (answer.StatusCode is not (HttpStatusCode.Forbidden or HttpStatusCode.TooManyRequests))
        {
            return null;
        }

        if (Number(answer, "retry-after") is { } seconds)
        {
            return Bounded(now.AddSeconds(seconds), now);
        }

        if (Number(answer, "x-ratelimit-remaining") == 0 && Number(answer, "x-ratelimit-reset") is { } reset)
        {
            return Bounded(DateTimeOffset.FromUnixTimeSeconds(reset), now);
        }

        return answer.StatusCode == HttpStatusCode.TooManyRequests || GitHubErrors.Says(body, "rate limit") ? now + Unknown : null;
    }

    /// <summary>A clock of GitHub's that differs from ours, or nonsense, makes no wait of nothing or of days.</summary>
    private static DateTimeOffset Bounded(DateTimeOffset at, DateTimeOffset now) =>
        at < now.AddSeconds(1) ? now.AddSeconds(1) : at > now + Longest ? now + Longest : at;

    private static long? Number(HttpResponseMessage answer, string header) =>
        answer.Headers.TryGetValues(header, out var values)
            && long.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number <= int.MaxValue * 2L
            ? number
            : null;
}
