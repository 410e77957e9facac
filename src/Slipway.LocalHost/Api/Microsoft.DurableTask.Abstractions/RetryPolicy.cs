namespace Microsoft.DurableTask;

/// <summary>Retries with a delay that grows: first × coefficient^(n-1) before attempt n+1, capped.</summary>
public class RetryPolicy
{
    private static readonly TimeSpan DefaultMaxRetryInterval = TimeSpan.FromHours(1);

    private readonly Func<TaskFailureDetails, bool>? _handleFailure;

    /// <summary>Makes a policy.</summary>
    /// <param name="maxNumberOfAttempts">All attempts, the first included; at least 1.</param>
    /// <param name="firstRetryInterval">The delay before the second attempt; more than zero.</param>
    /// <param name="backoffCoefficient">What the delay is multiplied with each time; at least 1.</param>
    /// <param name="maxRetryInterval">The longest delay; unset means one hour, <see cref="Timeout.InfiniteTimeSpan"/> no cap.</param>
    /// <param name="retryTimeout">No retry starts later than this after the first attempt; unset or infinite means no limit.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    public RetryPolicy(
        int maxNumberOfAttempts,
        TimeSpan firstRetryInterval,
        double backoffCoefficient = 1.0,
        TimeSpan? maxRetryInterval = null,
        TimeSpan? retryTimeout = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxNumberOfAttempts, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(firstRetryInterval, TimeSpan.Zero);
        if (!(backoffCoefficient >= 1.0))
        {
            throw new ArgumentOutOfRangeException(nameof(backoffCoefficient), backoffCoefficient, "The coefficient must be at least 1.");
        }

        MaxNumberOfAttempts = maxNumberOfAttempts;
        FirstRetryInterval = firstRetryInterval;
        BackoffCoefficient = backoffCoefficient;
        MaxRetryInterval = NotShorterThanFirst(maxRetryInterval, firstRetryInterval, nameof(maxRetryInterval)) ?? DefaultMaxRetryInterval;
        RetryTimeout = NotShorterThanFirst(retryTimeout, firstRetryInterval, nameof(retryTimeout)) ?? Timeout.InfiniteTimeSpan;
    }

    /// <summary>All attempts, the first included.</summary>
    public int MaxNumberOfAttempts { get; }

    /// <summary>The delay before the second attempt.</summary>
    public TimeSpan FirstRetryInterval { get; }

    /// <summary>What the delay is multiplied with each time.</summary>
    public double BackoffCoefficient { get; }

    /// <summary>The longest delay.</summary>
    public TimeSpan MaxRetryInterval { get; }

    /// <summary>No retry starts later than this after the first attempt; infinite means no limit.</summary>
    public TimeSpan RetryTimeout { get; }

    /// <summary>Whether an exception is retried; without <see cref="HandleFailure"/> every exception is.</summary>
    public Func<Exception, bool> Handle { get; private init; } = _ => true;

    /// <summary>Narrows which failures are retried; unset means all.</summary>
    public Func<TaskFailureDetails, bool> HandleFailure
    {
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            _handleFailure = value;
            Handle = exception =>
                value(exception is TaskFailedException failed ? failed.FailureDetails : TaskFailureDetails.FromException(exception));
        }
    }

    /// <summary>Whether this failure is retried, attempts and time left aside.</summary>
    internal bool Handles(TaskFailureDetails failure) => _handleFailure?.Invoke(failure) ?? true;

    private static TimeSpan? NotShorterThanFirst(TimeSpan? value, TimeSpan first, string name)
    {
        if (value is { } set && set != Timeout.InfiniteTimeSpan && set < first)
        {
            throw new ArgumentOutOfRangeException(name, set, $"It must be at least the first retry interval ({first}), or infinite.");
        }

        return value;
    }
}
