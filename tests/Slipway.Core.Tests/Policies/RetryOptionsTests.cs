using FsCheck;
using FsCheck.Fluent;
using Slipway.Core.Policies;

namespace Slipway.Core.Tests.Policies;

public class RetryOptionsTests
{
    private static readonly Gen<(RetryOptions Options, int Attempt, double Random)> Delays =
        from baseMs in Gen.Choose(0, 10_000)
        from maxMs in Gen.Choose(0, 600_000)
        from multiplier in Gen.Choose(100, 1_000)
        from jitter in Gen.Choose(0, 100)
        from attempt in Gen.Frequency((9, Gen.Choose(1, 20)), (1, Gen.Choose(1_000, int.MaxValue - 1)))
        from random in Gen.Choose(0, 999)
        select (
            new RetryOptions
            {
                BaseDelay = TimeSpan.FromMilliseconds(baseMs),
                MaxDelay = TimeSpan.FromMilliseconds(maxMs),
                Multiplier = multiplier / 100d,
                Jitter = jitter / 100d,
            },
            attempt,
            random / 1_000d);

    [Fact]
    public void A_delay_is_never_negative_nor_above_the_maximum_nor_shortened_by_more_than_the_jitter() => Property.Holds(Delays, delay =>
    {
        var (options, attempt, random) = delay;
        var spread = options.DelayAfter(attempt, random);
        var full = options.DelayAfter(attempt, 0);

        return spread >= TimeSpan.Zero && spread <= full && full <= options.MaxDelay
            && spread >= (full * (1 - options.Jitter)) - TimeSpan.FromTicks(10);
    });

    [Fact]
    public void A_later_attempt_never_waits_less() => Property.Holds(
        Delays,
        delay => delay.Options.DelayAfter(delay.Attempt + 1, delay.Random) >= delay.Options.DelayAfter(delay.Attempt, delay.Random));

    [Fact]
    public void The_delay_is_the_designs_formula() => Property.Holds(Delays, delay =>
    {
        var (options, attempt, random) = delay;
        var product = options.BaseDelay == TimeSpan.Zero ? 0
            : options.BaseDelay.TotalMilliseconds * Math.Pow(options.Multiplier, attempt - 1);
        var expected = Math.Min(product, options.MaxDelay.TotalMilliseconds) * (1 - (options.Jitter * random));

        return Math.Abs(options.DelayAfter(attempt, random).TotalMilliseconds - expected) < 0.001;
    });

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 4)]
    [InlineData(3, 8)]
    [InlineData(5, 32)]
    [InlineData(6, 60)]
    [InlineData(int.MaxValue, 60)]
    public void The_default_delay_doubles_from_two_seconds_to_a_minute(int attempt, double seconds)
    {
        var options = new RetryOptions();

        Assert.Equal(TimeSpan.FromSeconds(seconds), options.DelayAfter(attempt, 0));
        Assert.Equal(TimeSpan.FromSeconds(seconds * 0.9), options.DelayAfter(attempt, 0.5));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5_000)]
    public void Without_a_base_delay_the_next_attempt_begins_at_once(int attempt) =>
        Assert.Equal(TimeSpan.Zero, new RetryOptions { BaseDelay = TimeSpan.Zero, Multiplier = 10 }.DelayAfter(attempt, 0.5));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Attempts_count_from_one(int attempt) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new RetryOptions().DelayAfter(attempt, 0));

    [Fact]
    public void At_most_three_retries_unless_told_otherwise()
    {
        Assert.Equal(3, new RetryOptions().MaxRetries);
        Assert.Equal(0, new RetryOptions { MaxRetries = 0 }.MaxRetries);
    }

    [Theory]
    [InlineData(ErrorCategory.Transient, true)]
    [InlineData(ErrorCategory.RateLimited, true)]
    [InlineData(ErrorCategory.Timeout, true)]
    [InlineData(ErrorCategory.AgentFailed, true)]
    [InlineData(ErrorCategory.ValidationFailed, false)]
    [InlineData(ErrorCategory.Permission, false)]
    [InlineData(ErrorCategory.Configuration, false)]
    [InlineData(ErrorCategory.Cancelled, false)]
    [InlineData(ErrorCategory.Bug, false)]
    public void Only_what_may_pass_is_tried_again(ErrorCategory category, bool retryable) =>
        Assert.Equal(retryable, RetryOptions.IsRetryable(category));
}
