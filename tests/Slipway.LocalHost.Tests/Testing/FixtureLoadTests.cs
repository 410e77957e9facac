using Microsoft.DurableTask;
using Slipway.LocalHost.Testing;

namespace Slipway.LocalHost.Tests.Testing;

[Collection(Alone.Name)]
public sealed class FixtureLoadTests
{
    [Fact]
    public async Task A_thousand_fixtures_side_by_side_each_sleep_for_a_month()
    {
        var ends = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(async number =>
        {
            await using var fixture = await LocalHostFixture.StartAsync(Tasks, new LocalHostFixtureOptions
            {
                Patience = TimeSpan.FromMinutes(5),
            });
            var output = await fixture.RunAsync<int>("Sleep", number);
            return (output, fixture.Clock.GetUtcNow());
        }));

        Assert.Equal(Enumerable.Range(0, 1_000).Select(number => (number, VirtualClock.DefaultStart.AddDays(30))), ends);
    }

    private static void Tasks(DurableTaskRegistry tasks) => tasks.AddOrchestratorFunc<int, int>("Sleep", async (context, number) =>
    {
        await context.CreateTimer(TimeSpan.FromDays(30), CancellationToken.None);
        return await context.CallActivityAsync<int>("Same", number);
    }).AddActivityFunc<int, int>("Same", (_, number) => number);
}
