using Slipway.LocalHost.Durable;

namespace Slipway.LocalHost.Tests.Durable;

public class EngineSchedulerTests
{
    private static readonly AsyncLocal<string?> Left = new();

    private readonly EngineScheduler _scheduler = EngineScheduler.ThreadPool;
    private readonly TaskCompletionSource<string?> _seen = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task All_that_is_queued_last_runs()
    {
        const int Works = 100;
        var left = Works;
        _scheduler.Queue(() => _scheduler.RunLast(() =>
        {
            for (var i = 0; i < Works; i++)
            {
                _scheduler.Queue(() => _scheduler.RunLast(() =>
                {
                    if (Interlocked.Decrement(ref left) == 0)
                    {
                        _seen.SetResult(null);
                    }
                }));
            }
        }));

        await _seen.Task;
    }

    [Fact]
    public async Task Work_that_blocks_holds_up_nothing_that_was_queued_before_its_last_thing()
    {
        using var release = new ManualResetEventSlim();
        _scheduler.Queue(() =>
        {
            _scheduler.Queue(() => _seen.SetResult(null));
            release.Wait();
        });

        await _seen.Task;
        release.Set();
    }

    [Fact]
    public async Task Work_sees_nothing_that_other_work_left_in_the_context()
    {
        _scheduler.Queue(() =>
        {
            Left.Value = "left by the first";
            _scheduler.RunLast(() => _scheduler.Queue(() => _seen.SetResult(Left.Value)));
        });

        Assert.Null(await _seen.Task);
    }

    [Fact]
    public async Task The_last_thing_of_a_foreign_thread_leaves_what_it_queues_to_the_pool()
    {
        var foreign = new Thread(() => _scheduler.RunLast(() => _scheduler.Queue(() => _seen.SetResult(Thread.CurrentThread.Name))))
        {
            Name = "foreign",
        };
        foreign.Start();

        Assert.NotEqual("foreign", await _seen.Task);
    }
}
