using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Moq;
using Slipway.Core.Ports;
using Slipway.Functions.Activities;
using Slipway.Functions.Entities;
using Slipway.LocalHost.Testing;
using Slipway.Tests.Folders;

namespace Slipway.Functions.Tests.Entities;

/// <summary>Budgets of outside services on the embedded engine: they outlive the process and are shared with others.</summary>
public sealed class SharedBudgetTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly string _folder = Directory.CreateTempSubdirectory("slipway-budget-").FullName;

    [Fact]
    public async Task What_a_token_has_used_is_known_after_a_restart()
    {
        await using var app = await StartAsync();
        var start = app.Clock.GetUtcNow();
        await TakeAsync(app, "token", 80);
        await app.RunUntilIdleAsync();

        await app.CrashAsync();

        Assert.Equal(start.AddMinutes(1), await Budget(app).TakeAsync("token", changes: true, None));
        Assert.Null(await Budget(app).TakeAsync("another", changes: true, None));
        await app.AdvanceAsync(TimeSpan.FromMinutes(1));
        Assert.Null(await Budget(app).TakeAsync("token", changes: true, None));
    }

    [Fact]
    public async Task What_the_service_refused_is_known_after_a_restart()
    {
        await using var app = await StartAsync();
        var until = app.Clock.GetUtcNow().AddMinutes(20);
        await Budget(app).CloseUntilAsync("token", until, None);
        await Budget(app).CloseUntilAsync("token", until.AddMinutes(-10), None);
        await app.RunUntilIdleAsync();

        await app.CrashAsync();

        Assert.Equal(until, await Budget(app).TakeAsync("token", changes: false, None));
    }

    [Fact]
    public async Task Rate_limits_of_agents_are_known_after_a_restart_for_as_long_as_they_matter()
    {
        await using var app = await StartAsync();
        var limit = new RateLimit(10, TimeSpan.FromMinutes(1));
        for (var use = 0; use < 10; use++)
        {
            Assert.Equal(TimeSpan.Zero, await Limits(app).ReserveAsync("codegen/1/create", limit, None));
        }

        await app.RunUntilIdleAsync();
        await app.CrashAsync();

        Assert.Equal(TimeSpan.FromMinutes(1), await Limits(app).ReserveAsync("codegen/1/create", limit, None));
        await app.AdvanceAsync(TimeSpan.FromMinutes(5));
        await Limits(app).ReserveAsync("codegen/1/create", limit, None);
        await app.RunUntilIdleAsync();
        var account = await app.Client.Entities.GetEntityAsync<UsageAccountState>(UsageAccount.IdOf("codegen/1/create"));
        Assert.Single(account!.State.Uses.Values.SelectMany(uses => uses));
    }

    [Fact]
    public async Task Two_processes_that_share_a_token_share_its_budget()
    {
        await using var app = await StartAsync();
        await TakeAsync(app, "token", 50);
        var other = new DurableUsage();
        other.Over(app.Client);
        for (var use = 0; use < 30; use++)
        {
            await other.NoteAsync("github/token", app.Clock.GetUtcNow(), TimeSpan.FromHours(1), None);
        }

        await app.AdvanceAsync(TimeSpan.FromSeconds(6));

        Assert.NotNull(await Budget(app).TakeAsync("token", changes: true, None));
        Assert.Equal(50, (await other.ReadAsync("github/token", None)).Uses.Count);
    }

    [Fact]
    public async Task Changes_of_all_processes_have_the_gap_between_them_also_over_a_restart()
    {
        await using var app = await StartAsync();
        var start = app.Clock.GetUtcNow();
        var gap = TimeSpan.FromSeconds(1);
        var turns = new List<DateTimeOffset>();
        for (var process = 0; process < 3; process++)
        {
            var ledger = new DurableUsage(app.Clock);
            ledger.Over(app.Client);
            turns.Add(await TurnAsync(app, ledger, gap));
            turns.Add(await TurnAsync(app, ledger, gap));
        }

        await app.CrashAsync();
        var after = new DurableUsage(app.Clock);
        after.Over(app.Client);
        turns.Add(await TurnAsync(app, after, gap));

        Assert.True(turns[0] - start < gap, $"The first turn is {turns[0] - start} after the start.");
        Assert.All(turns.Zip(turns.Skip(1)), pair => Assert.True(
            pair.Second - pair.First >= gap, $"One turn is {pair.Second - pair.First} after the one before."));
        Assert.NotEmpty((await app.Client.Entities.GetEntityAsync<LaneState>(Lane.IdOf("github/token/changes")))!.State.Turns);
    }

    [Fact]
    public async Task A_lane_forgets_turns_that_are_over()
    {
        await using var app = await StartAsync();
        var ledger = new DurableUsage(app.Clock);
        ledger.Over(app.Client);
        await TurnAsync(app, ledger, TimeSpan.FromSeconds(1));
        await app.AdvanceAsync(TimeSpan.FromMinutes(2));

        await TurnAsync(app, ledger, TimeSpan.FromSeconds(1));

        Assert.Single((await app.Client.Entities.GetEntityAsync<LaneState>(Lane.IdOf("github/token/changes")))!.State.Turns);
    }

    [Fact]
    public async Task Every_activity_that_asks_a_service_gives_its_client_to_the_ledger()
    {
        var client = new Mock<DurableTaskClient>("test");
        client.SetupGet(it => it.Entities).Returns(new Mock<Microsoft.DurableTask.Client.Entities.DurableEntityClient>("test").Object);
        var usage = new DurableUsage();

        await new RunGate(Mock.Of<IQualityGate>(), new RunningWork(), usage).RunAsync(
            new RunGateInput(Some.Workspace(), new Core.Lifecycle.GateSpec("tests", "true"), null, 0), client.Object, None);
        await usage.CloseAsync("github/token", Some.Time, None);

        client.VerifyGet(it => it.Entities);
    }

    public void Dispose() => TestFolder.Delete(_folder);

    private Task<LocalHostFixture> StartAsync() => LocalHostFixture.StartAppAsync(
        args => SlipwayApplication.CreateBuilder([.. args, "--Slipway:DataDirectory", _folder]), new LocalHostFixtureOptions());

    private static async Task TakeAsync(LocalHostFixture app, string token, int times)
    {
        for (var use = 0; use < times; use++)
        {
            Assert.Null(await Budget(app).TakeAsync(token, changes: true, None));
        }
    }

    private static async Task<DateTimeOffset> TurnAsync(LocalHostFixture app, DurableUsage ledger, TimeSpan gap)
    {
        var turn = ledger.TurnAsync("github/token/changes", gap, None).AsTask();
        while (!turn.IsCompleted)
        {
            await app.AdvanceAsync(TimeSpan.FromMilliseconds(10));

            // Not faster than the other's thread comes to look at the clock.
            await Task.WhenAny(turn, Task.Delay(1));
        }

        return await turn;
    }

    private static IRequestBudget Budget(LocalHostFixture app) => Service<IRequestBudget>(app);

    private static IRateLimits Limits(LocalHostFixture app) => Service<IRateLimits>(app);

    private static T Service<T>(LocalHostFixture app)
        where T : notnull
    {
        app.Services.GetRequiredService<DurableUsage>().Over(app.Client);
        return app.Services.GetRequiredService<T>();
    }
}
