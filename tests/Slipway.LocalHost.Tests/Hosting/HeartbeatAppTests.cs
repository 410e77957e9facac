using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Slipway.LocalHost.Hosting;
using Slipway.LocalHost.Testing;

namespace Slipway.LocalHost.Tests.Hosting;

/// <summary>Heartbeats of a function app, as host.json asks for them.</summary>
public sealed class HeartbeatAppTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(20);

    private readonly BeatingApp.Runs _runs = new();
    private readonly RecordingLoggerProvider _logs = new();

    [Fact]
    public async Task An_activity_beats_through_its_function_context_and_is_run_again_once_it_stops()
    {
        await using var fixture = await StartAsync("Beats");
        var id = await fixture.Client.ScheduleNewOrchestrationInstanceAsync(nameof(BeatingApp.Work), "Beats");
        var first = await _runs.NextAsync(Patience);
        for (var i = 0; i < 6; i++)
        {
            fixture.Clock.Advance(Step);
            first.Beat();
        }

        Assert.False(_runs.HaveBegun);
        fixture.Clock.Advance(Step);
        fixture.Clock.Advance(Step);
        (await _runs.NextAsync(Patience)).Result.SetResult("second");

        Assert.Equal("second", await fixture.ResultAsync<string>(id));
        Assert.True(first.Token.IsCancellationRequested);
        Assert.DoesNotContain(_logs.Of(LogLevel.Warning), line => line.Contains("heartbeatTimeout"));
    }

    [Fact]
    public async Task A_class_cannot_beat_so_it_is_not_asked_to_and_the_log_says_so()
    {
        await using var fixture = await StartAsync("mute");
        var id = await fixture.Client.ScheduleNewOrchestrationInstanceAsync(nameof(BeatingApp.Work), "Mute");
        var run = await _runs.NextAsync(Patience);
        for (var i = 0; i < 6; i++)
        {
            fixture.Clock.Advance(Step);
        }

        run.Result.SetResult("done");

        Assert.Equal("done", await fixture.ResultAsync<string>(id));
        Assert.False(_runs.HaveBegun);
        var warning = Assert.Single(_logs.Of(LogLevel.Warning), line => line.Contains("heartbeatTimeout"));
        Assert.StartsWith("'localHost.functions.mute.heartbeatTimeout' has no effect: only an activity that is a method", warning);
    }

    private Task<LocalHostFixture> StartAsync(string function) => LocalHostFixture.StartAppAsync(
        args => new FunctionsApplicationBuilder(new FunctionsAppBuilder(
            [.. args, $"--AzureFunctionsJobHost:localHost:functions:{function}:heartbeatTimeout=00:00:30"],
            () => [typeof(BeatingApp), typeof(BeatingApp.Mute)],
            EngineTaskHub.OpenAsync)),
        new LocalHostFixtureOptions
        {
            ConfigureServices = services => services.AddSingleton(_runs),
            LoggerFactory = new LoggerFactory([_logs]),
        });
}
