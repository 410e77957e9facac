using System.Globalization;
using Slipway.Core.Definitions;

namespace Slipway.Benchmarks.Workload;

/// <summary>Definitions of very many steps, each of which waits for up to four earlier ones; the same for the same size.</summary>
internal static class PlannedDefinition
{
    private const int Seed = 1;
    private const int First = 100;
    private const int Dependencies = 4;

    /// <summary>As data.</summary>
    public static WorkflowDefinition OfSize(int steps) => new()
    {
        Id = "planned",
        MaxConcurrentSteps = First,
        Steps = [.. Rows(steps).Select(row => new StepDefinition { Id = row.Id, Uses = "set", DependsOn = row.DependsOn })],
    };

    /// <summary>As YAML.</summary>
    public static string Text(int steps) =>
        "id: planned\nsteps:\n" + string.Concat(Rows(steps).Select(row =>
            $"- {{id: {row.Id}, uses: set, dependsOn: [{string.Join(", ", row.DependsOn)}]}}\n"));

    private static IEnumerable<(string Id, string[] DependsOn)> Rows(int steps)
    {
        var random = new Random(Seed);
        return Enumerable.Range(0, steps).Select(index => (Id(index), index < First ? [] : Some(random, index)));
    }

    private static string[] Some(Random random, int below) =>
        [.. Enumerable.Range(0, Dependencies).Select(_ => Id(random.Next(below))).Distinct(StringComparer.Ordinal)];

    private static string Id(int index) => "s" + index.ToString(CultureInfo.InvariantCulture);
}
