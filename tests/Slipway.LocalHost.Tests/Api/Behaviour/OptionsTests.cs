using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Slipway.LocalHost.Tests.Api.Behaviour;

/// <summary>Names, versions, options and policies.</summary>
public sealed class OptionsTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void Task_names_are_equal_whatever_their_case()
    {
        TaskName name = "Ship";

        Assert.Equal(new TaskName("SHIP"), name);
        Assert.Equal(new TaskName("ship").GetHashCode(), name.GetHashCode());
        Assert.True(name != new TaskName("shop"));
        Assert.Equal("Ship", (string)name);
        Assert.Equal(default, new TaskName(null!));
        Assert.Equal(default, (TaskName)string.Empty);
        Assert.Equal(string.Empty, default(TaskName).ToString());
    }

    [Fact]
    public void Task_versions_are_equal_whatever_their_case_and_empty_is_none()
    {
        Assert.Equal(new TaskVersion("V1"), (TaskVersion)"v1");
        Assert.Equal(TaskVersion.Unversioned, new TaskVersion(""));
        Assert.Equal(string.Empty, default(TaskVersion).Version);
    }

    [Fact]
    public void Copies_of_options_keep_everything()
    {
        var options = new StartOrchestrationOptions("i", DateTimeOffset.UnixEpoch) { Version = "2", DedupeStatuses = ["Running"] };
        var sub = new SubOrchestrationOptions(new TaskOptions(new RetryPolicy(2, Second)) { Version = "3" }, "child");

        Assert.Equal(options, new StartOrchestrationOptions(options));
        Assert.Equal(sub, new SubOrchestrationOptions(sub));
        Assert.Equal("3", sub.Version!.Value.Version);
        Assert.Equal("child", new SubOrchestrationOptions((TaskOptions)sub).InstanceId);
        Assert.Equal("other", sub.WithInstanceId("other").InstanceId);
    }

    [Fact]
    public void Dedupe_statuses_are_kept_by_name()
    {
        var options = new StartOrchestrationOptions().WithDedupeStatuses(
            OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Pending);

        Assert.Equal(["Running", "Pending"], options.DedupeStatuses!);
    }

    [Fact]
    public void A_policys_defaults_are_one_hour_at_most_and_no_time_out()
    {
        var policy = new RetryPolicy(3, Second);

        Assert.Equal(1.0, policy.BackoffCoefficient);
        Assert.Equal(TimeSpan.FromHours(1), policy.MaxRetryInterval);
        Assert.Equal(Timeout.InfiniteTimeSpan, policy.RetryTimeout);
        Assert.True(policy.Handle(new InvalidOperationException()));
    }

    [Fact]
    public void A_policys_filter_sees_the_failure()
    {
        var policy = new RetryPolicy(3, Second) { HandleFailure = failure => failure.IsCausedBy<IOException>() };
        var failed = new TaskFailedException("t", 1, TaskFailureDetails.FromException(new FileNotFoundException()));

        Assert.True(policy.Handle(failed));
        Assert.True(policy.Handle(new IOException()));
        Assert.False(policy.Handle(new InvalidOperationException()));
    }

    [Theory]
    [InlineData(0, 1, 1.0, null, null)]
    [InlineData(1, 0, 1.0, null, null)]
    [InlineData(1, -1, 1.0, null, null)]
    [InlineData(1, 1, 0.9, null, null)]
    [InlineData(1, 1, double.NaN, null, null)]
    [InlineData(1, 5, 1.0, 4, null)]
    [InlineData(1, 5, 1.0, null, 4)]
    public void A_policy_outside_its_ranges_is_refused(int attempts, int first, double coefficient, int? max, int? timeout)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new RetryPolicy(
            attempts,
            TimeSpan.FromSeconds(first),
            coefficient,
            max is { } m ? TimeSpan.FromSeconds(m) : null,
            timeout is { } t ? TimeSpan.FromSeconds(t) : null));
    }

    [Fact]
    public async Task A_plain_retry_handler_is_asked_as_an_asynchronous_one()
    {
        var options = TaskOptions.FromRetryHandler(context => context.LastAttemptNumber < 3);
        var failure = TaskFailureDetails.FromException(new IOException());
        RetryContext At(int attempt) => new(new ScriptedContext(), attempt, failure, Second, CancellationToken.None);

        Assert.True(await options.Retry!.Handler!(At(2)));
        Assert.False(await options.Retry.Handler(At(3)));
        Assert.Null(options.Retry.Policy);
    }
}
