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
        var lease = running.Enter(Some.Id, CancellationToken.None);
        using var other = running.Enter(Other, CancellationToken.None);

        var stopping = running.StopAsync(Some.Id, CancellationToken.None);

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
        running.Enter(Some.Id, CancellationToken.None).Dispose();

        await running.StopAsync(Some.Id, CancellationToken.None);
    }

    [Fact]
    public async Task Whoever_stops_need_not_wait_for_ever()
    {
        var running = new RunningWork();
        using var lease = running.Enter(Some.Id, CancellationToken.None);
        using var impatient = new CancellationTokenSource();
        var stopping = running.StopAsync(Some.Id, impatient.Token);
        await impatient.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stopping);
    }

    [Fact]
    public void Work_that_has_just_ended_cannot_be_cancelled_any_more()
    {
        var lease = new RunningWork().Enter(Some.Id, CancellationToken.None);
        lease.Dispose();

        lease.Cancel();
    }

    [Fact]
    public void The_hosts_stop_stops_the_work()
    {
        using var host = new CancellationTokenSource();
        using var lease = new RunningWork().Enter(Some.Id, host.Token);
        host.Cancel();

        Assert.True(lease.Token.IsCancellationRequested);
    }

    [Fact]
    public async Task Stopping_ends_the_processes_that_outlive_their_activity()
    {
        var processes = new Mock<IProcessSupervisor>();
        var running = new RunningWork();
        var lease = running.Enter(Some.Id, CancellationToken.None);

        var stopping = new StopWork(running, processes.Object).RunAsync(new StopWorkInput(Some.Id), CancellationToken.None);
        processes.Verify(supervisor => supervisor.StopAsync(It.IsAny<string>(), It.IsAny<CancellationToken>()), Times.Never);
        lease.Dispose();
        await stopping;

        processes.Verify(supervisor => supervisor.StopAsync(Some.Id, It.IsAny<CancellationToken>()), Times.Once);
    }
}
