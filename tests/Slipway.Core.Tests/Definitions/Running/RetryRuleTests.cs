using Slipway.Core.Definitions;
using Slipway.Core.Definitions.Running;
using Slipway.Core.Policies;

namespace Slipway.Core.Tests.Definitions.Running;

public sealed class RetryRuleTests
{
    private static readonly RetryDefinition Plain = new() { BaseDelay = TimeSpan.FromSeconds(2), Jitter = 0 };

    [Theory]
    [InlineData(Backoff.Exponential, 2, new[] { 2, 4, 8, 16, 32, 60, 60 })]
    [InlineData(Backoff.Exponential, 3, new[] { 2, 6, 18, 54, 60 })]
    [InlineData(Backoff.Exponential, 1, new[] { 2, 2, 2 })]
    [InlineData(Backoff.Linear, 3, new[] { 2, 4, 6 })]
    [InlineData(Backoff.Constant, 3, new[] { 2, 2, 2 })]
    public void The_delay_grows_as_the_definition_says_up_to_the_longest(Backoff backoff, double multiplier, int[] seconds)
    {
        var retry = Plain with { Backoff = backoff, Multiplier = multiplier };

        Assert.Equal(
            seconds.Select(each => TimeSpan.FromSeconds(each)),
            seconds.Select((_, index) => RetryRule.DelayAfter(retry, index + 1, random: 0.7, wish: null)));
    }

    [Fact]
    public void Jitter_takes_its_share_of_the_delay_away_at_random()
    {
        var retry = Plain with { Jitter = 0.5 };

        Assert.Equal(TimeSpan.FromSeconds(1.5), RetryRule.DelayAfter(retry, 1, random: 0.5, wish: null));
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(30, 30)]
    [InlineData(100_000, 86_400)]
    public void A_service_that_asks_to_wait_is_heeded_for_at_most_a_day(int wishSeconds, int expectedSeconds) => Assert.Equal(
        TimeSpan.FromSeconds(expectedSeconds),
        RetryRule.DelayAfter(Plain, 1, random: 0, wish: TimeSpan.FromSeconds(wishSeconds)));

    [Theory]
    [InlineData(ErrorCategory.Transient, true)]
    [InlineData(ErrorCategory.AgentFailed, true)]
    [InlineData(ErrorCategory.ValidationFailed, false)]
    [InlineData(ErrorCategory.Configuration, false)]
    public void By_default_what_may_be_better_the_next_time_is_tried_again(ErrorCategory category, bool expected) =>
        Assert.Equal(expected, RetryRule.IsRetryable(Plain, category, "SLW6101", "It failed."));

    [Theory]
    [InlineData("validation_failed", ErrorCategory.ValidationFailed, true)]
    [InlineData("connection reset", ErrorCategory.ValidationFailed, true)]
    [InlineData("SLW6101", ErrorCategory.Permission, true)]
    [InlineData("transient", ErrorCategory.ValidationFailed, false)]
    [InlineData("cancelled", ErrorCategory.Cancelled, false)]
    public void A_definition_says_by_category_code_or_words_what_is_tried_again(string on, ErrorCategory category, bool expected) =>
        Assert.Equal(
            expected, RetryRule.IsRetryable(Plain with { RetryOn = [on] }, category, "SLW6101", "Connection reset by peer."));
}
