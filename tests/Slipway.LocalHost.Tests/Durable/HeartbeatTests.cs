using System.Threading.Channels;
using DurableTask.Core.History;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Slipway.LocalHost.Durable;

namespace Slipway.LocalHost.Tests.Durable;

/// <summary>Activities that have to say that they are alive.</summary>
public sealed class HeartbeatTests
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(10);

    private readonly Channel<Run> _runs = Channel.CreateUnbounded<Run>();

    [Fact]
    public async Task A_run_goes_on_for_as_long_as_its_beats_come_in_time()
    {
        await using var hub = await StartAsync();
        var id = await hub.StartInstanceAsync("Main");
        var run = await NextAsync();

        for (var i = 0; i < 12; i++)
        {
            hub.Clock.Advance(Step);
            run.Beat();
        }

        run.Result.SetResult("done");
        Assert.Equal("done", (await hub.EndOfAsync(id)).ReadOutputAs<string>());
        Assert.Equal(1, hub.Catalog.Runs["Beats"]);
        Assert.False(run.Cancelled.Task.IsCompleted);
    }

    [Fact]
    public async Task A_run_whose_beats_stop_is_cancelled_and_run_again_and_what_it_returns_later_means_nothing()
    {
        await using var hub = await StartAsync();
        var id = await hub.StartInstanceAsync("Main");
        var first = await NextAsync();
        first.Beat();
        hub.Clock.Advance(Step);
        first.Beat();

        BeSilent(hub);
        var second = await NextAsync();
        await first.Cancelled.Task.WaitAsync(TestHub.Patience);
        first.Beat();
        first.Result.SetResult("first");
        second.Result.SetResult("second");

        Assert.Equal("second", (await hub.EndOfAsync(id)).ReadOutputAs<string>());
        Assert.False(second.Cancelled.Task.IsCompleted);
    }

    [Fact]
    public async Task A_run_that_never_beats_is_silent_from_its_start()
    {
        await using var hub = await StartAsync();
        await hub.StartInstanceAsync("Main");
        var first = await NextAsync();

        hub.Clock.Advance(Silence);
        Assert.False(first.Cancelled.Task.IsCompleted);
        BeSilent(hub);

        await NextAsync();
        await first.Cancelled.Task.WaitAsync(TestHub.Patience);
    }

    [Fact]
    public async Task Three_silent_runs_fail_the_call_which_the_orchestration_may_make_again()
    {
        var options = TaskOptions.FromRetryHandler(retry => retry.LastAttemptNumber < 2);
        await using var hub = await StartAsync(options);
        var id = await hub.StartInstanceAsync("Main");
        for (var i = 0; i < 3; i++)
        {
            var silent = await NextAsync();
            BeSilent(hub);
            await silent.Cancelled.Task.WaitAsync(TestHub.Patience);
        }

        (await NextAsync()).Result.SetResult("fine");

        Assert.Equal("fine", (await hub.EndOfAsync(id)).ReadOutputAs<string>());
        var lost = Assert.Single((await hub.Client.GetOrchestrationHistoryAsync(id)).OfType<TaskFailedEvent>());
        Assert.Equal("HeartbeatLost", lost.FailureDetails?.ErrorType);
        Assert.Contains("gave no sign of life for 00:00:30 in each of 3 runs", lost.FailureDetails?.ErrorMessage);
    }

    [Fact]
    public async Task Beats_count_for_the_call_that_makes_them_alone()
    {
        await using var hub = await StartAsync();
        await hub.StartInstanceAsync("Main", id: "one");
        var one = await NextAsync();
        await hub.StartInstanceAsync("Main", id: "two");
        var two = await NextAsync();

        for (var i = 0; i < 5; i++)
        {
            hub.Clock.Advance(Step);
            one.Beat();
        }

        Assert.Equal("two", (await NextAsync()).InstanceId);
        await two.Cancelled.Task.WaitAsync(TestHub.Patience);
        one.Result.SetResult("alive");
        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await hub.EndOfAsync("one")).RuntimeStatus);
    }

    private static void BeSilent(TestHub hub)
    {
        for (var passed = TimeSpan.Zero; passed <= Silence; passed += Step)
        {
            hub.Clock.Advance(Step);
        }
    }

    private Task<TestHub> StartAsync(TaskOptions? call = null) => TestHub.StartAsync(
        catalog => catalog
            .Orchestrator("Main", async context => (object?)await context.CallActivityAsync<string>("Beats", input: null, call))
            .Activity("Beats", (invocation, token) =>
            {
                var run = new Run(invocation, token);
                _runs.Writer.TryWrite(run);
                return run.Result.Task;
            }),
        options => options with
        {
            Functions = new Dictionary<string, FunctionLimits>(StringComparer.OrdinalIgnoreCase)
            {
                ["Beats"] = new() { HeartbeatTimeout = Silence },
            },
        });

    private Task<Run> NextAsync() => _runs.Reader.ReadAsync().AsTask().WaitAsync(TestHub.Patience);

    private sealed class Run
    {
        private readonly ActivityInvocation _invocation;

        public Run(ActivityInvocation invocation, CancellationToken token)
        {
            _invocation = invocation;
            token.Register(() => Cancelled.TrySetResult());
        }

        public string InstanceId => _invocation.InstanceId;

        public TaskCompletionSource<object?> Result { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Cancelled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Beat() => _invocation.Heartbeat();
    }
}
