using System.Collections.Concurrent;
using System.Globalization;

namespace Slipway.LocalHost.Tests.Simulation;

/// <summary>
/// Runs the engine from seeds. <c>SLIPWAY_SEED</c> runs one, <c>SLIPWAY_SEEDS</c> says how many (500 unless set), and
/// <c>SLIPWAY_SEED_FROM</c> where they begin; <c>tests/simulate.sh</c> sets them.
/// </summary>
public sealed class SimulationTests
{
    private static int Number(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    [Fact]
    public void Many_seeds_end_as_their_model_says()
    {
        var next = Number("SLIPWAY_SEED_FROM", 1) - 1;
        var last = next + Number("SLIPWAY_SEEDS", 500);
        var failures = new ConcurrentQueue<string>();
        var deaths = 0;

        // Threads of their own: on those of the pool, the engines' own work would wait for them.
        var threads = Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new Thread(() =>
        {
            while (failures.IsEmpty && Interlocked.Increment(ref next) is var seed && seed <= last)
            {
                try
                {
                    Interlocked.Add(ref deaths, SimulatedRun.Run(seed).Deaths);
                }
                catch (InvariantException exception)
                {
                    failures.Enqueue(exception.Message);
                }
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());

        Assert.True(failures.IsEmpty, string.Join("\n\n", failures));
        Assert.True(deaths > 0, "no seed killed the process: the simulation no longer does what it is for");
    }

    [Fact]
    public void One_seed_ends_as_its_model_says() => SimulatedRun.Run(Number("SLIPWAY_SEED", 1));

    [Theory]
    [InlineData(7)]
    [InlineData(12345)]
    public void A_seed_gives_the_same_run_each_time(int seed) =>
        Assert.Equal(Fingerprints(seed), Fingerprints(seed));

    private static string Fingerprints(int seed) =>
        string.Join(' ', Enumerable.Range(seed, 20).Select(each => SimulatedRun.Run(each)));
}
