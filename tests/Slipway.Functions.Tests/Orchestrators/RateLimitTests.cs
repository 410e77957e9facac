using Slipway.Core;
using Slipway.Core.Events;
using Slipway.Core.Lifecycle;
using Slipway.Core.Policies;
using Slipway.Core.Ports;
using Slipway.Functions.Activities;

namespace Slipway.Functions.Tests.Orchestrators;

public sealed class RateLimitTests
{
    [Fact]
    public void A_rate_limit_is_waited_for_without_an_attempt_and_without_the_states_time()
    {
        var calls = 0;
        var durable = Script.Run(
            Some.Request() with { MaxRetries = 0, StateTimeoutMinutes = 30 },
            script => script.Always(
                nameof(OpenPullRequest),
                _ => ++calls == 1 ? Limited(Some.Time.AddMinutes(45)) : Some.Ok(Some.PullRequest("commit1"))));

        durable.Advance(TimeSpan.FromMinutes(44));
        Assert.Equal((1, WorkflowState.PrCreated), (calls, durable.Status.State));
        Assert.Contains("rate limit", durable.Status.WaitingFor, StringComparison.Ordinal);
        durable.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal((2, WorkflowState.Completed), (calls, durable.Status.State));
        Assert.Equal(45 * 60_000, Assert.Single(durable.All(EventType.StepRetry)).GetProperty("delayMs").GetInt64());
    }

    [Fact]
    public void A_limit_that_never_ends_fails_the_step()
    {
        var durable = Script.Of(Some.Request() with { MaxRetries = 0 });
        durable.Always(nameof(OpenPullRequest), _ => Limited(durable.Time.AddMinutes(1)));
        durable.Start();
        durable.Advance(TimeSpan.FromMinutes(15));

        Assert.Equal(11, durable.Work.Count(name => name == nameof(OpenPullRequest)));
        Assert.Equal(ErrorCodes.GitHubRateLimited, durable.Status.Failure!.Code);
    }

    private static object Limited(DateTimeOffset retryAt) => new StepResult<PullRequest>(
        null, new StepError(ErrorCodes.GitHubRateLimited, ErrorCategory.RateLimited, "Too many requests.", retryAt));
}
