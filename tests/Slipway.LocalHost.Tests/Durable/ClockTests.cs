using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Converters;
using Microsoft.Extensions.Logging.Abstractions;
using Slipway.LocalHost.Durable;
using Slipway.LocalHost.Tests.Simulation;
using Slipway.Tests.Folders;

namespace Slipway.LocalHost.Tests.Durable;

/// <summary>The wall clock may be set while timers wait.</summary>
public sealed class ClockTests : IAsyncLifetime
{
    private readonly SimulatedClock _clock = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("slipway-clock-").FullName;
    private DurableEngine _engine = null!;

    public async Task InitializeAsync()
    {
        var catalog = new TestCatalog().Orchestrator("Main", async context =>
        {
            var started = context.CurrentUtcDateTime;
            await context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None);
            return (object?)(context.CurrentUtcDateTime >= started.AddHours(1));
        });
        _engine = await DurableEngine.OpenAsync(
            new DurableEngineOptions { DirectoryPath = _folder, HubName = "Clock" },
            catalog,
            JsonDataConverter.Default,
            _clock,
            NullLoggerFactory.Instance,
            CancellationToken.None);
        await _engine.StartAsync(CancellationToken.None);
        await _engine.Client.ScheduleNewOrchestrationInstanceAsync("Main", new Microsoft.DurableTask.StartOrchestrationOptions("i"));
    }

    public async Task DisposeAsync()
    {
        await _engine.AbortAsync();
        TestFolder.Delete(_folder);
    }

    [Fact]
    public async Task A_timer_that_a_clock_set_forward_has_made_due_fires_within_minutes()
    {
        _clock.Set(TimeSpan.FromHours(2));
        _clock.Advance(TimeSpan.FromMinutes(5));

        Assert.True(await EndAsync());
    }

    [Fact]
    public async Task A_clock_set_back_lets_a_timer_wait_until_its_time_comes_again()
    {
        _clock.Set(TimeSpan.FromHours(-3));
        _clock.Advance(TimeSpan.FromHours(3));
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await _engine.Client.GetInstanceAsync("i"))!.RuntimeStatus);

        _clock.Advance(TimeSpan.FromHours(1) + TimeSpan.FromMinutes(5));

        Assert.True(await EndAsync());
    }

    private async Task<bool> EndAsync()
    {
        var end = _engine.Client.WaitForInstanceCompletionAsync("i", getInputsAndOutputs: true);
        return (await end.WaitAsync(TestHub.Patience)).ReadOutputAs<bool>();
    }
}
