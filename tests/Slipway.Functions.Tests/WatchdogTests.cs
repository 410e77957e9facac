using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Slipway.Core;
using Slipway.Core.Definitions.Running;
using Slipway.Core.Lifecycle;
using Slipway.Functions.Access;
using Slipway.Functions.Orchestrators.Definitions;
using Slipway.Functions.Watching;
using Slipway.LocalHost.Testing;

namespace Slipway.Functions.Tests;

public sealed class WatchdogTests
{
    [Fact]
    public async Task A_workflow_that_waits_for_nothing_that_can_come_is_named_once_it_has_stood_still()
    {
        await using var hub = await StartAsync((context, _) => context.WaitForExternalEvent<string>("never"));
        await BeginAsync(hub);

        Assert.Empty((await LookAsync(hub)).Stuck);
        await hub.AdvanceAsync(TimeSpan.FromMinutes(2));
        var report = await LookAsync(hub);

        var stuck = Assert.Single(report.Stuck);
        Assert.Equal((1, Some.Id), (report.Checked, stuck.Id));
        Assert.Contains("no timer, activity, child or answer", stuck.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_timer_keeps_a_workflow_well_until_it_is_due()
    {
        await using var hub = await StartAsync(async (context, _) =>
        {
            await context.CreateTimer(TimeSpan.FromHours(3), CancellationToken.None);
            return await context.WaitForExternalEvent<string>("never");
        });
        await BeginAsync(hub);

        await hub.AdvanceAsync(TimeSpan.FromHours(2));
        Assert.Empty((await LookAsync(hub)).Stuck);
        await hub.AdvanceAsync(TimeSpan.FromHours(2));
        Assert.Single((await LookAsync(hub)).Stuck);
    }

    [Fact]
    public async Task Of_a_parent_and_its_child_that_is_stuck_the_child_is_named()
    {
        const string Child = "wf-0123456789abcdef9999";
        await using var hub = await StartAsync((context, _) => context.InstanceId == Child
            ? context.WaitForExternalEvent<string>("never")
            : context.CallSubOrchestratorAsync<string>("Flow", new SubOrchestrationOptions(instanceId: Child)));
        await BeginAsync(hub);

        await hub.AdvanceAsync(TimeSpan.FromMinutes(2));

        Assert.Equal([Child], (await LookAsync(hub)).Stuck.Select(each => each.Id));
    }

    [Fact]
    public async Task Who_waits_for_somebody_to_resume_is_not_stuck()
    {
        await using var hub = await StartAsync((context, _) =>
        {
            context.SetCustomStatus(JsonSerializer.SerializeToElement(
                new WorkflowSnapshot
                {
                    State = WorkflowState.Coding, Status = ExecutionStatus.Paused, StateEnteredAt = Some.Time, PausedSince = Some.Time,
                },
                CoreJson.Options));
            return context.WaitForExternalEvent<string>("resume");
        });
        await BeginAsync(hub);

        await hub.AdvanceAsync(TimeSpan.FromDays(2));

        Assert.Empty((await LookAsync(hub)).Stuck);
    }

    [Fact]
    public async Task No_definition_that_waits_for_people_events_or_a_decision_is_taken_for_stuck()
    {
        await using var app = await AppScene.StartAsync();
        foreach (var step in new[]
        {
            """{ "id": "a", "type": "approval" }""", """{ "id": "a", "uses": "wait.event", "config": { "event": "go" } }""",
            """{ "id": "a", "uses": "shell.run", "config": { "command": "exit 3" } }""",
            """{ "id": "a", "type": "wait", "config": { "for": "20d" } }""",
        })
        {
            await app.SendAsync(HttpMethod.Post, "workflows", $$"""{ "definition": { "id": "waits", "steps": [{{step}}] } }""");
        }

        await app.Fixture.RunUntilIdleAsync();
        await app.Fixture.AdvanceAsync(TimeSpan.FromDays(2));
        var report = (await app.GetAsync("watchdog")).Json;

        Assert.Equal(4, report.GetProperty("checked").GetInt32());
        Assert.Empty(report.GetProperty("stuck").EnumerateArray());
    }

    [Fact]
    public async Task A_timer_of_a_wait_that_is_over_hides_no_definition_that_is_stuck()
    {
        await using var hub = await LocalHostFixture.StartAsync(tasks => tasks.AddOrchestratorFunc<object, string>(
            nameof(DefinitionRunner), async (context, _) =>
            {
                using var cancelled = new CancellationTokenSource();
                _ = context.CreateTimer(TimeSpan.FromDays(7), cancelled.Token);
                cancelled.Cancel();
                context.SetCustomStatus(JsonSerializer.SerializeToElement(
                    new DefinitionSnapshot
                    {
                        Status = ExecutionStatus.Running,
                        Counts = new Dictionary<string, int>(StringComparer.Ordinal) { ["pending"] = 1, ["succeeded"] = 2 },
                    },
                    CoreJson.Options));
                return await context.WaitForExternalEvent<string>("never");
            }));
        await hub.Client.ScheduleNewOrchestrationInstanceAsync(
            nameof(DefinitionRunner), input: null, new StartOrchestrationOptions(Some.Id));
        await hub.RunUntilIdleAsync();
        await hub.AdvanceAsync(TimeSpan.FromMinutes(2));

        Assert.Single((await LookAsync(hub)).Stuck);
    }

    [Fact]
    public async Task It_looks_by_itself_names_each_once_and_rests_when_no_workflow_is_left()
    {
        var log = new FakeLogger();
        await using var hub = await LocalHostFixture.StartAsync(tasks => tasks
            .AddOrchestratorFunc<object, string>("Flow", (context, _) => context.WaitForExternalEvent<string>("late"))
            .AddEntity(nameof(WatchRounds), services => new WatchRounds(
                new Watchdog(services.GetRequiredService<TimeProvider>()), services.GetRequiredService<DurableTaskClient>(),
                services.GetRequiredService<TimeProvider>(), TimeSpan.FromMinutes(10), log, CancellationToken.None)));
        await BeginAsync(hub);
        await hub.Client.Entities.SignalEntityAsync(WatchRounds.Id, nameof(WatchRounds.Wake));

        await hub.AdvanceAsync(TimeSpan.FromMinutes(65));
        Assert.Contains(Some.Id, Assert.Single(log.Lines), StringComparison.Ordinal);

        await hub.Client.RaiseEventAsync(Some.Id, "late", "now");
        await hub.AdvanceAsync(TimeSpan.FromMinutes(65));
        var state = (await hub.Client.Entities.GetEntityAsync<WatchRoundsState>(WatchRounds.Id))!.State;
        Assert.Null(state.NextAt);
        Assert.Empty(state.Told);
    }

    private static Task<LocalHostFixture> StartAsync(Func<TaskOrchestrationContext, object?, Task<string>> flow) =>
        LocalHostFixture.StartAsync(tasks => tasks.AddOrchestratorFunc<object, string>("Flow", flow));

    private static async Task BeginAsync(LocalHostFixture hub)
    {
        await hub.Client.ScheduleNewOrchestrationInstanceAsync("Flow", input: null, new StartOrchestrationOptions(Some.Id));
        await hub.RunUntilIdleAsync();
    }

    private static Task<WatchReport> LookAsync(LocalHostFixture hub) =>
        new Watchdog(hub.Clock).LookAsync(hub.Client, RequestAccess.Open, CancellationToken.None);

    private sealed class FakeLogger : ILogger
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add(formatter(state, exception));
    }
}
