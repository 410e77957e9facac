using Slipway.Core;
using Slipway.Core.Definitions.Running;
using Slipway.Core.Events;
using Slipway.Core.Lifecycle;
using Slipway.Core.Policies;
using Slipway.Core.Ports;

namespace Slipway.Functions.Tests.Definitions;

public sealed class RateLimitTests
{
    private const string OneAttempt = """
        id: limited
        steps:
          - { id: a, uses: test.echo, retry: { maxAttempts: 1 } }
        """;

    [Fact]
    public async Task A_rate_limit_is_waited_for_as_long_as_the_service_says_and_uses_no_attempt()
    {
        await using var scene = await RunScene.StartAsync();
        scene.Plugin = _ => scene.Attempts.Count <= 3 ? Limited(TimeSpan.FromHours(1)) : StepOutcome.Success("Done.");
        var start = scene.Fixture.Clock.GetUtcNow();
        await scene.BeginAsync(OneAttempt);

        var waiting = Assert.Single((await scene.StandingAsync()).Current);
        var result = await scene.EndAsync();

        Assert.Equal(StepState.WaitingRetry, waiting.State);
        Assert.StartsWith("The end of a rate limit, at ", waiting.WaitingFor, StringComparison.Ordinal);
        Assert.Equal(ExecutionStatus.Completed, result.Snapshot.Status);
        Assert.Equal([1, 1, 1, 1], scene.Attempts.Select(attempt => attempt.Attempt));
        Assert.Equal(3, (scene.Fixture.Clock.GetUtcNow() - start).TotalHours, precision: 1);
    }

    [Fact]
    public async Task A_service_that_says_nothing_is_asked_again_more_and_more_rarely_and_given_up_after_ten_times()
    {
        await using var scene = await RunScene.StartAsync();
        scene.Plugin = _ => Limited(null);
        var start = scene.Fixture.Clock.GetUtcNow();
        await scene.BeginAsync(OneAttempt);

        await scene.Fixture.AdvanceAsync(TimeSpan.FromHours(6));
        var parked = await scene.SnapshotAsync();

        Assert.Equal((ExecutionStatus.Failed, RetryRule.MaxRateLimits + 1), (parked.Status, scene.Attempts.Count));
        Assert.Equal(ErrorCategory.RateLimited, parked.Failure!.Category);
        var delays = scene.Events().Where(happened => happened.Type == EventType.StepRetry)
            .Select(happened => happened.Data.GetProperty("delayMs").GetInt64() / 60_000d).ToArray();
        Assert.InRange(delays[0], 0.8, 1);
        Assert.InRange(delays[3], 6.4, 8);
        Assert.All(delays[5..], minutes => Assert.InRange(minutes, 24, 30));
    }

    [Fact]
    public async Task A_platform_that_is_away_is_waited_for_half_an_hour_without_an_attempt()
    {
        await using var scene = await RunScene.StartAsync();
        var isBack = false;
        scene.Plugin = _ => isBack ? StepOutcome.Success("Done.")
            : StepOutcome.Failed(ErrorCodes.GitHubUnavailable, ErrorCategory.Transient, "GitHub did not answer.");
        await scene.BeginAsync(OneAttempt);
        await scene.Fixture.AdvanceAsync(TimeSpan.FromMinutes(29));

        Assert.Contains("GitHub, which is away", Assert.Single((await scene.StandingAsync()).Current).WaitingFor, StringComparison.Ordinal);
        await scene.Fixture.AdvanceAsync(TimeSpan.FromMinutes(6));
        Assert.Equal(ErrorCodes.GitHubUnavailable, (await scene.StandingAsync()).Failure!.Code);
        await scene.SendAsync(SignalKind.Decide);
        await scene.Fixture.AdvanceAsync(TimeSpan.FromMinutes(20));
        isBack = true;
        Assert.Equal(ExecutionStatus.Completed, (await scene.EndAsync()).Snapshot.Status);
    }

    [Theory]
    [InlineData(ErrorCodes.TrackerFailed, "The tracker, which is away")]
    [InlineData(ErrorCodes.NotificationFailed, "The notification target, which is away")]
    [InlineData(ErrorCodes.AiFailed, "The language model, which is away")]
    public async Task A_service_that_is_away_for_ten_minutes_needs_no_attempt_and_no_human(string code, string waitingFor)
    {
        await using var scene = await RunScene.StartAsync();
        var back = scene.Fixture.Clock.GetUtcNow().AddMinutes(10);
        scene.Plugin = _ => scene.Fixture.Clock.GetUtcNow() >= back ? StepOutcome.Success("Done.")
            : StepOutcome.Failed(code, ErrorCategory.Transient, "It cannot be reached.");
        await scene.BeginAsync(OneAttempt);
        await scene.Fixture.AdvanceAsync(TimeSpan.FromMinutes(9));

        Assert.StartsWith(waitingFor, Assert.Single((await scene.StandingAsync()).Current).WaitingFor, StringComparison.Ordinal);
        Assert.Equal(ExecutionStatus.Completed, (await scene.EndAsync()).Snapshot.Status);
        Assert.All(scene.Attempts, attempt => Assert.Equal(1, attempt.Attempt));
    }

    [Fact]
    public async Task A_retry_by_hand_may_wait_as_often_again()
    {
        await using var scene = await RunScene.StartAsync();
        scene.Plugin = _ => scene.Attempts.Count < 20 ? Limited(TimeSpan.FromMinutes(1)) : StepOutcome.Success("Done.");
        await scene.BeginAsync(OneAttempt);
        await scene.Fixture.AdvanceAsync(TimeSpan.FromHours(1));

        await scene.SendAsync(SignalKind.RetryStep, "a");
        await scene.Fixture.AdvanceAsync(TimeSpan.FromHours(1));

        Assert.Equal(ExecutionStatus.Completed, (await scene.SnapshotAsync()).Status);
    }

    [Fact]
    public async Task A_definition_that_tries_only_other_failures_again_does_not_wait()
    {
        await using var scene = await RunScene.StartAsync();
        scene.Plugin = _ => Limited(TimeSpan.FromHours(1));
        await scene.BeginAsync("id: limited\nsteps:\n  - { id: a, uses: test.echo, retry: { retryOn: [timeout] } }");

        Assert.Equal(ExecutionStatus.Failed, (await scene.StandingAsync()).Status);
    }

    private static StepOutcome Limited(TimeSpan? wish) => RunScene.Failure(ErrorCategory.RateLimited, "Too many requests.", wish);
}
