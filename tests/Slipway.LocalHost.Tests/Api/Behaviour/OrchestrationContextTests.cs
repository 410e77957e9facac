using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;
using Slipway.LocalHost.Tests.Hosting;

namespace Slipway.LocalHost.Tests.Api.Behaviour;

/// <summary>What the orchestration context does by itself, whatever host it is of.</summary>
public sealed class OrchestrationContextTests
{
    [Fact]
    public async Task An_event_in_time_is_given_and_its_timer_is_cancelled()
    {
        var context = new ScriptedContext();
        var wait = context.WaitForExternalEvent<string>("go", TimeSpan.FromHours(1));
        context.Event.SetResult("now");

        Assert.Equal("now", await wait);
        Assert.True(context.TimerToken.IsCancellationRequested);
        Assert.Equal(["timer 2030-01-01 01:00:00Z"], context.Calls);
    }

    [Fact]
    public async Task After_the_time_out_the_wait_is_cancelled()
    {
        var context = new ScriptedContext();
        var wait = context.WaitForExternalEvent<string>("go", TimeSpan.FromHours(1), CancellationToken.None);
        context.Timer.SetResult();

        var exception = await Assert.ThrowsAsync<TaskCanceledException>(() => wait);
        Assert.Contains("'go'", exception.Message);
        Assert.True(context.EventToken.IsCancellationRequested);
    }

    [Fact]
    public async Task A_cancelled_wait_throws_as_a_time_out_does()
    {
        using var cancellation = new CancellationTokenSource();
        var context = new ScriptedContext();
        var wait = context.WaitForExternalEvent<string>("go", TimeSpan.FromHours(1), cancellation.Token);
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
    }

    [Fact]
    public async Task Shorter_calls_mean_the_long_ones()
    {
        var context = new ScriptedContext();
        TaskOptions retry = new(new RetryPolicy(3, TimeSpan.FromSeconds(1)));

        await context.CallActivityAsync("a", retry);
        await context.CallActivityAsync("a", "x");
        await context.CallActivityAsync<int>("a", retry);
        await context.CallSubOrchestratorAsync("o", retry.WithInstanceId("child"));
        await context.CallSubOrchestratorAsync("o", 5, new SubOrchestrationOptions(instanceId: "other"));
        context.ContinueAsNew(new ContinueAsNewOptions { NewInput = 1, PreserveUnprocessedEvents = false });

        Assert.Equal(
            ["activity a - 3", "activity a x", "activity a - 3", "orchestrator o - child", "orchestrator o 5 other", "again 1 False"],
            context.Calls);
    }

    [Fact]
    public void A_new_version_is_refused_where_the_host_has_none()
    {
        var context = new ScriptedContext();

        Assert.Throws<NotSupportedException>(() => context.ContinueAsNew(new ContinueAsNewOptions { NewVersion = "2" }));
        Assert.Empty(context.Calls);
    }

    [Fact]
    public void Its_loggers_are_silent_during_replay()
    {
        using var logs = new RecordingLoggerProvider();
        using var factory = LoggerFactory.Create(builder => builder.AddProvider(logs));
        var context = new ScriptedContext(factory) { Replaying = true };
        ILogger[] loggers =
        [
            context.CreateReplaySafeLogger<ScriptedContext>(),
            context.CreateReplaySafeLogger(typeof(string)),
            context.CreateReplaySafeLogger("name"),
            context.ReplaySafeLoggerFactory.CreateLogger("name"),
        ];

        Array.ForEach(loggers, logger => logger.LogInformation("replayed"));
        context.Replaying = false;
        Array.ForEach(loggers, logger => logger.LogInformation("new"));

        Assert.Equal(["new", "new", "new", "new"], logs.Lines);
    }

    [Theory]
    [InlineData("", "", 0)]
    [InlineData("", "1.0", -1)]
    [InlineData("1.0", "", 1)]
    [InlineData("1.10", "1.9", 1)]
    [InlineData("1.2.3", "1.2.3", 0)]
    [InlineData("beta", "Alpha", 1)]
    public void Versions_compare_by_number_and_none_is_the_oldest(string own, string other, int sign)
    {
        Assert.Equal(sign, Math.Sign(new ScriptedContext { ItsVersion = own }.CompareVersionTo(other)));
    }
}
