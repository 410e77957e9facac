using Microsoft.DurableTask;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Core.Events;
using Slipway.Core.Policies;
using Slipway.Core.Ports;
using Slipway.Functions.Activities;
using Slipway.Functions.Api;
using Slipway.Functions.Downstream;
using Slipway.Functions.Orchestrators;
using Slipway.LocalHost.Testing;
using Slipway.Tests.Folders;

namespace Slipway.Functions.Tests.Downstream;

/// <summary>The real app on the embedded engine, in virtual time; only the queue, and what needs a repository, are the test's.</summary>
public sealed class EventRelayTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("slipway-relay-").FullName;
    private readonly TroubledQueue _queue = new();

    [Fact]
    public async Task Every_event_reaches_the_queue_once_and_in_order()
    {
        await using var app = await StartAsync();

        await RunToItsFailureAsync(app);
        await app.AdvanceAsync(TimeSpan.FromSeconds(5));

        Assert.Equal(await HappenedAsync(app), _queue.Sent.Select(happened => happened.Sequence));
        Assert.Contains(_queue.Sent, happened => happened.Type == EventType.WorkflowFailed);
    }

    [Fact]
    public async Task A_queue_that_is_down_for_ten_minutes_delays_events_and_loses_none_and_the_workflow_does_not_wait()
    {
        await using var app = await StartAsync();
        _queue.IsDown = true;

        await RunToItsFailureAsync(app);
        var failedAt = app.Clock.GetUtcNow();
        await app.AdvanceAsync(TimeSpan.FromMinutes(10));
        Assert.Empty(_queue.Sent);
        _queue.IsDown = false;
        await app.AdvanceAsync(TimeSpan.FromMinutes(1));

        Assert.True(failedAt - VirtualClock.DefaultStart < TimeSpan.FromMinutes(1), $"It waited until {failedAt:O}.");
        Assert.Equal(await HappenedAsync(app), _queue.Sent.Select(happened => happened.Sequence));
        Assert.InRange(_queue.Refused, 8, 40);
    }

    [Fact]
    public async Task A_host_that_crashes_while_the_queue_is_down_sends_everything_after_both_are_back()
    {
        await using var app = await StartAsync();
        _queue.IsDown = true;
        await RunToItsFailureAsync(app);

        await app.CrashAsync();
        _queue.IsDown = false;
        await app.AdvanceAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(await HappenedAsync(app), _queue.Sent.Select(happened => happened.Sequence).Distinct());
        Assert.Equal(_queue.Sent.Select(happened => happened.Sequence).Order(), _queue.Sent.Select(happened => happened.Sequence));
    }

    [Fact]
    public async Task Without_a_queue_nothing_is_kept_for_one()
    {
        _queue.IsConfigured = false;
        await using var app = await StartAsync();

        await RunToItsFailureAsync(app);

        Assert.Empty(_queue.Sent);
        var entities = await app.Client.Entities.GetAllEntitiesAsync().ToListAsync();
        Assert.DoesNotContain(entities, entity => entity.Id.Name.Equals(nameof(EventRelay), StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Only_the_events_that_are_wanted_reach_the_queue()
    {
        await using var app = await StartAsync("--Slipway:Events:Types", "workflow.*, state.changed");

        await RunToItsFailureAsync(app);
        await app.AdvanceAsync(TimeSpan.FromSeconds(5));

        Assert.Equal(
            (await EventsAsync(app)).Select(happened => happened.Type)
                .Where(type => type is EventType.WorkflowStarted or EventType.WorkflowFailed or EventType.StateChanged),
            _queue.Sent.Select(happened => happened.Type));
    }

    public void Dispose() => TestFolder.Delete(_folder);

    private async Task<LocalHostFixture> StartAsync(params string[] settings)
    {
        var app = await LocalHostFixture.StartAppAsync(
            args => SlipwayApplication.CreateBuilder([.. args, "--Slipway:DataDirectory", _folder, .. settings]),
            new LocalHostFixtureOptions { ConfigureServices = services => services.AddSingleton<IEventQueue>(_queue) });
        app.Activities[nameof(PrepareWorkspace)] = _ => Some.Failed(ErrorCategory.Configuration);
        return app;
    }

    private static async Task RunToItsFailureAsync(LocalHostFixture app)
    {
        await app.Client.ScheduleNewOrchestrationInstanceAsync(
            nameof(CiCdLifecycle), Some.Request(), new StartOrchestrationOptions(Some.Id));
        await app.RunUntilIdleAsync();
        Assert.Contains((await EventsAsync(app)), happened => happened.Type == EventType.WorkflowFailed);
    }

    private static async Task<IEnumerable<long>> HappenedAsync(LocalHostFixture app)
    {
        var sequences = (await EventsAsync(app)).Select(happened => happened.Sequence).ToList();
        Assert.True(sequences.Count > 3);
        return sequences;
    }

    private static async Task<IReadOnlyList<WorkflowEvent>> EventsAsync(LocalHostFixture app) =>
        WorkflowEvents.Read(await app.HistoryOfAsync(Some.Id), after: 0);
}
