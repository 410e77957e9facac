using Moq;
using Slipway.Core.Ports;
using Slipway.Functions.Activities;

namespace Slipway.Functions.Tests.Activities;

public sealed class RunningWorkTests
{
    private const string Other = "wf-ffffffffffffffffffff";

    [Fact]
    public async Task Stopping_cancels_a_workflows_work_and_waits_for_its_end()
    {
        var running = new RunningWork();
        var lease = Enter(running);
        using var other = Enter(running, Other);

        var stopping = running.StopAsync(Some.Id, 1, CancellationToken.None);

        Assert.True(lease.Token.IsCancellationRequested);
        Assert.False(other.Token.IsCancellationRequested);
        Assert.False(stopping.IsCompleted);
        lease.Dispose();
        await stopping;
    }

    [Fact]
    public async Task Nothing_to_stop_is_stopped_at_once()
    {
        var running = new RunningWork();
        Enter(running).Dispose();

        await running.StopAsync(Some.Id, 1, CancellationToken.None);
    }

    [Fact]
    public async Task Whoever_stops_need_not_wait_for_ever()
    {
        var running = new RunningWork();
        using var lease = Enter(running);
        using var impatient = new CancellationTokenSource();
        var stopping = running.StopAsync(Some.Id, 1, impatient.Token);
        await impatient.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stopping);
    }

    [Fact]
    public void Work_that_has_just_ended_cannot_be_cancelled_any_more()
    {
        var lease = Enter(new RunningWork());
        lease.Dispose();

        lease.Cancel();
    }

    [Fact]
    public void The_hosts_stop_stops_the_work()
    {
        using var host = new CancellationTokenSource();
        using var lease = Enter(new RunningWork(), hostStops: host.Token);
        host.Cancel();

        Assert.True(lease.Token.IsCancellationRequested);
    }

    [Fact]
    public async Task Stopping_ends_the_processes_that_outlive_their_activity()
    {
        var processes = new Mock<IProcessSupervisor>();
        var running = new RunningWork();
        var lease = Enter(running);

        var stopping = new StopWork(running, processes.Object).RunAsync(new StopWorkInput(Some.Id, 1), CancellationToken.None);
        processes.Verify(supervisor => supervisor.StopAsync(It.IsAny<string>(), It.IsAny<CancellationToken>()), Times.Never);
        lease.Dispose();
        await stopping;

        processes.Verify(supervisor => supervisor.StopAsync(Some.Id, It.IsAny<CancellationToken>()), Times.Once);
    }

    [Fact]
    public async Task Work_that_was_queued_when_it_was_stopped_is_not_begun_and_what_comes_after_is()
    {
        var running = new RunningWork();
        await running.StopAsync(Some.Id, 1, CancellationToken.None);

        Assert.False(running.TryEnter(Some.Id, 0, CancellationToken.None, out _));
        Assert.True(running.TryEnter(Some.Id, 1, CancellationToken.None, out var next));
        Assert.True(running.TryEnter(Other, 0, CancellationToken.None, out var other));
        next.Dispose();
        other.Dispose();
    }

    [Fact]
    public async Task A_stop_leaves_alone_what_was_scheduled_after_it()
    {
        var running = new RunningWork();
        Assert.True(running.TryEnter(Some.Id, 1, CancellationToken.None, out var next));

        await running.StopAsync(Some.Id, 1, CancellationToken.None);

        Assert.False(next.Token.IsCancellationRequested);
        next.Dispose();
    }

    [Fact]
    public async Task What_a_restart_brought_back_is_stopped_by_what_was_scheduled_after_it()
    {
        var running = new RunningWork();
        var stale = Enter(running);

        var next = StepResult.FromAsync(
            running, Some.Id, 1, _ => Task.FromResult(StepResult.Succeeded(Some.Branch())), CancellationToken.None);

        Assert.True(stale.Token.IsCancellationRequested);
        Assert.False(next.IsCompleted);
        stale.Dispose();
        Assert.NotNull((await next).Value);
    }

    private static RunningWork.Lease Enter(
        RunningWork running, string workflowId = Some.Id, CancellationToken hostStops = default)
    {
        Assert.True(running.TryEnter(workflowId, 0, hostStops, out var lease));
        return lease;
    }
}
