using System.Net;
using System.Text.Json.Serialization;

namespace Microsoft.Azure.Functions.Worker.Extensions.DurableTask.Http;

/// <summary>When an HTTP request of an orchestration is made again.</summary>
public class HttpRetryOptions
{
    private static readonly TimeSpan DefaultMaxRetryInterval = TimeSpan.FromDays(6);

    /// <summary>Retries after some statuses; null or empty means after each of 400 and above.</summary>
    public HttpRetryOptions(IList<HttpStatusCode>? statusCodesToRetry = null)
    {
        StatusCodesToRetry = statusCodesToRetry ?? [];
    }

    /// <summary>The delay before the second attempt. Default zero.</summary>
    [JsonPropertyName("FirstRetryInterval")]
    public TimeSpan FirstRetryInterval { get; set; }

    /// <summary>The longest delay. Default six days.</summary>
    [JsonPropertyName("MaxRetryInterval")]
    public TimeSpan MaxRetryInterval { get; set; } = DefaultMaxRetryInterval;

    /// <summary>What the delay is multiplied with each time. Default 1.</summary>
    [JsonPropertyName("BackoffCoefficient")]
    public double BackoffCoefficient { get; set; } = 1;

    /// <summary>No retry starts later than this after the first attempt. Default: no limit.</summary>
    [JsonPropertyName("RetryTimeout")]
    public TimeSpan RetryTimeout { get; set; } = TimeSpan.MaxValue;

    /// <summary>All attempts, the first included; 0 and 1 mean no retry. Default 0.</summary>
    [JsonPropertyName("MaxNumberOfAttempts")]
    public int MaxNumberOfAttempts { get; set; }

    /// <summary>The statuses after which the request is made again; empty means each of 400 and above.</summary>
    [JsonPropertyName("StatusCodesToRetry")]
    public IList<HttpStatusCode> StatusCodesToRetry { get; }
}
