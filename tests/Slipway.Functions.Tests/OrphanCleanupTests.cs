using Moq;
using Slipway.Core.Ports;

namespace Slipway.Functions.Tests;

public sealed class OrphanCleanupTests
{
    [Fact]
    public async Task What_a_dead_host_left_running_is_ended_before_anything_starts()
    {
        var processes = new Mock<IProcessSupervisor>();
        processes.Setup(supervisor => supervisor.StopOrphansAsync(It.IsAny<CancellationToken>())).ReturnsAsync(3);
        var cleanup = new OrphanCleanup(processes.Object);

        await cleanup.StartingAsync(CancellationToken.None);
        processes.Verify(supervisor => supervisor.StopOrphansAsync(It.IsAny<CancellationToken>()), Times.Once);

        await cleanup.StartAsync(CancellationToken.None);
        await cleanup.StartedAsync(CancellationToken.None);
        await cleanup.StoppingAsync(CancellationToken.None);
        await cleanup.StopAsync(CancellationToken.None);
        await cleanup.StoppedAsync(CancellationToken.None);
        processes.VerifyNoOtherCalls();
    }
}
