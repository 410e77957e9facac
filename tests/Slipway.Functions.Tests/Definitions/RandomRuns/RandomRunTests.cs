using System.Collections.Concurrent;
using System.Globalization;
using Slipway.Core.Definitions;

namespace Slipway.Functions.Tests.Definitions.RandomRuns;

/// <summary>
/// Random definitions on the real engine: conditions, failures, retries, error strategies, steps in place of others. <c>SLIPWAY_SEED</c>
/// runs one seed, <c>SLIPWAY_SEEDS</c> says how many (60 unless set), and <c>SLIPWAY_SEED_FROM</c> where they begin.
/// </summary>
public sealed class RandomRunTests
{
    [Fact]
    public async Task A_definition_goes_step_by_step_as_expected_though_it_crashes_on_the_way()
    {
        var crashes = new ConcurrentBag<int>();
        await EachAsync(async seed =>
        {
            if (await WatchedRun.RunAsync(seed))
            {
                crashes.Add(seed);
            }
        });

        Assert.NotEmpty(crashes);
    }

    [Fact]
    public Task Every_step_runs_once_after_its_dependencies_and_never_more_at_once_than_allowed() => EachAsync(FreeRun.RunAsync);

    private static async Task EachAsync(Func<int, Task> run)
    {
        var one = Number("SLIPWAY_SEED", 0);
        var (from, count) = one > 0 ? (one, 1) : (Number("SLIPWAY_SEED_FROM", 1), Number("SLIPWAY_SEEDS", 60));
        await Parallel.ForEachAsync(Enumerable.Range(from, count), async (seed, _) =>
        {
            try
            {
                await run(seed);
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException(
                    $"SLIPWAY_SEED={seed} fails: {exception.Message}\n{DefinitionWriter.Write(RandomDefinition.Of(seed).Definition)}",
                    exception);
            }
        });
    }

    private static int Number(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
