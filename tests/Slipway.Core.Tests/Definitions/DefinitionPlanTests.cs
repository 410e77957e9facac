using System.Diagnostics;
using System.Xml.Linq;
using FsCheck.Fluent;
using Slipway.Core.Definitions;
using Slipway.Core.Definitions.Planning;

namespace Slipway.Core.Tests.Definitions;

public class DefinitionPlanTests
{
    // For each step its minutes, and the earlier steps it depends on.
    private static readonly FsCheck.Gen<(int Minutes, int[] DependsOn)[]> Graphs =
        from count in Gen.Choose(1, 9)
        from seeds in Gen.Choose(0, 511).ListOf(count)
        from minutes in Gen.Choose(1, 5).ListOf(count)
        select seeds.Select((seed, index) => (minutes[index], Bits(seed, index))).ToArray();

    [Fact]
    public void Any_graph_is_planned_as_trying_everything_finds() => Property.Holds(
        Graphs,
        graph =>
        {
            var plan = Plan(graph);
            var ways = Ways(graph);
            var longest = ways.Max(way => way.Sum(step => graph[step].Minutes));
            var starts = graph
                .Select((_, step) => ways.Where(way => way[^1] == step).Max(way => way[..^1].Sum(on => graph[on].Minutes)))
                .ToArray();
            var byId = plan.Steps.ToDictionary(step => step.Id);

            Assert.Equal(longest, plan.Duration.TotalMinutes);
            Assert.Equal(longest, plan.CriticalPath.Sum(id => byId[id].Duration.TotalMinutes));
            for (var step = 0; step < graph.Length; step++)
            {
                var planned = byId[$"s{step}"];
                Assert.Equal(starts[step], planned.Start.TotalMinutes);
                Assert.Equal(ways.Where(way => way[^1] == step).Max(way => way.Length), planned.Wave);
                var through = Full(graph, ways).Where(way => way.Contains(step)).Max(way => way.Sum(on => graph[on].Minutes));
                Assert.Equal(longest - through, planned.Slack.TotalMinutes);
            }

            var width = Enumerable.Range(0, longest).Max(minute =>
                graph.Where((step, index) => starts[index] <= minute && minute < starts[index] + step.Minutes).Count());
            return plan.Width == width && plan.Work.TotalMinutes.Equals(graph.Sum(step => step.Minutes));
        });

    [Fact]
    public void A_dependency_that_another_one_implies_is_found_and_no_other() => Property.Holds(
        Graphs,
        graph =>
        {
            var ways = Ways(graph);
            var expected =
                from step in Enumerable.Range(0, graph.Length)
                from dependency in graph[step].DependsOn
                where ways.Any(way => way.Length > 2 && way[0] == dependency && way[^1] == step)
                select (Step: $"s{step}", DependsOn: $"s{dependency}");
            var found = Plan(graph).Opportunities.Where(one => one.IsRedundant).Select(one => (one.Step, one.DependsOn));
            return expected.Order().SequenceEqual(found.Order());
        });

    [Fact]
    public void Steps_that_use_nothing_of_each_other_could_run_at_once()
    {
        var plan = Plan("""
            id: x
            steps:
              - { id: a, uses: http.call, timeout: 1m }
              - { id: b, uses: http.call, timeout: 2m, dependsOn: a }
              - { id: c, uses: http.call, dependsOn: b, config: { x: "${{ steps.b.outputs.x }}" } }
              - { id: d, uses: http.call, dependsOn: b, when: failure() }
              - { id: e, uses: shell.run, dependsOn: b }
              - { id: f, uses: shell.run, dependsOn: e }
            """);

        Assert.Equal(
            [("b", "a", 1), ("e", "b", 3)], plan.Opportunities.Select(one => (one.Step, one.DependsOn, one.Saves.TotalMinutes)));
    }

    [Fact]
    public void Medians_of_past_runs_count_before_limits()
    {
        var graph = DefinitionGraph.Of(
            DefinitionReaderTests.Read("# YAML\n{id: x, steps: [{id: a, uses: x}, {id: b, uses: x, timeout: 1m}]}"));

        var past = MeasuredDurations.None.With(new Dictionary<string, long> { ["a"] = 2_000 })
            .With(new Dictionary<string, long> { ["a"] = 9_000 }).With(new Dictionary<string, long> { ["a"] = 3_000 });

        var declared = DefinitionPlan.Of(graph);
        var measured = DefinitionPlan.Of(graph, past);

        Assert.Equal(["a"], declared.CriticalPath);
        Assert.Equal([(PlanWeight.Assumed, 0), (PlanWeight.Declared, 0)], declared.Steps.Select(step => (step.Weight, step.Runs)));
        Assert.Equal(["b"], measured.CriticalPath);
        Assert.Equal(
            [(PlanWeight.Measured, 3, TimeSpan.FromSeconds(3)), (PlanWeight.Declared, 0, TimeSpan.FromMinutes(1))],
            measured.Steps.Select(step => (step.Weight, step.Runs, step.Duration)));
        Assert.Contains("3s  median of 3 ", PlanTable.Draw(measured), StringComparison.Ordinal);
    }

    [Fact]
    public void Only_so_many_runs_and_steps_are_remembered()
    {
        var durations = MeasuredDurations.None;
        for (var run = 0; run < 100; run++)
        {
            durations = durations.With(Enumerable.Range(run * 100, 200).ToDictionary(step => $"s{step}", _ => (long)run));
        }

        Assert.Equal(MeasuredDurations.MaxSteps, durations.Steps.Count);
        Assert.Equal(98.5, durations.Steps["s9900"].Median.TotalMilliseconds);
        var often = Enumerable.Range(1, 60).Aggregate(StepDurations.None, (all, ms) => all.With(ms));
        Assert.Equal((StepDurations.MaxRuns, 48), (often.LastMs.Count, often.Median.TotalMilliseconds));
        Assert.Equal(1.5, StepDurations.None.With(2).With(1).Median.TotalMilliseconds);
    }

    [Fact]
    public void Ten_thousand_steps_are_planned_in_under_a_second()
    {
        var random = new Random(1);
        var graphs = new[]
        {
            Enumerable.Range(0, 10_000).Select(index => (1, index == 0 ? [] : new[] { index - 1 })).ToArray(),
            Enumerable.Range(0, 10_000).Select(index => (1, index < 100 ? [] : Some(4, index))).ToArray(),
        };
        Plan(graphs[0][..100]);
        int[] Some(int count, int below) => [.. Enumerable.Range(0, count).Select(_ => random.Next(below)).Distinct()];

        foreach (var graph in graphs.Select(Definition))
        {
            var normal = DefinitionGraph.Of(graph);
            var clock = Stopwatch.StartNew();
            var plan = DefinitionPlan.Of(normal);
            Assert.Equal(10_000, plan.Steps.Count);

            // The machine that runs the tests may be busy with others; docs/definitions.md has the processor's time.
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10), $"{clock.Elapsed}");
        }
    }

    [Fact]
    public void The_table_shows_what_runs_when() => Assert.Equal(
        """
        wave  step   needs                  time  weight          start    slack
           1* first  -                        2m  declared            0        -  |████████████████                        |
           2  left   first                    1m  declared           2m       1m  |                ▒▒▒▒▒▒▒▒                |
           2* right  first                    2m  declared           2m        -  |                ████████████████        |
           3* last   first, left, right       1m  declared           4m        -  |                                ████████|

        3 waves; at most 2 steps at once; 5m, or 6m one after the other
        critical path: first -> right -> last
        hint: 'last' waits for 'first' anyway: the dependency says nothing.

        """,
        PlanTable.Draw(Plan("""
            id: x
            steps:
              - { id: first, uses: x, timeout: 2m }
              - { id: left, uses: x, timeout: 1m, dependsOn: first, config: { x: "${{ steps.first.status }}" } }
              - { id: right, uses: x, timeout: 2m, dependsOn: first, config: { x: "${{ steps.first.status }}" } }
              - { id: last, uses: x, timeout: 1m, dependsOn: [first, left, right], when: success() }
            """)));

    [Fact]
    public void Drawings_hold_names_as_text_only()
    {
        var plan = Plan("""
            id: x
            steps:
              - { id: a, name: "<script>\"]; click</script>", uses: x }
              - { id: g, type: parallel, dependsOn: a, steps: [{ id: b, uses: x }, { id: c, uses: x }] }
              - { id: d, uses: x, dependsOn: g }
            """);

        var mermaid = PlanMermaid.Draw(plan);
        Assert.DoesNotContain("<script>", mermaid, StringComparison.Ordinal);
        Assert.Contains("#60;script#62;", mermaid, StringComparison.Ordinal);

        var svg = XDocument.Parse(PlanSvg.Draw(plan));
        XNamespace name = "http://www.w3.org/2000/svg";
        Assert.Equal(4, svg.Descendants(name + "rect").Count());
        Assert.Equal(4, svg.Descendants(name + "path").Count());
        Assert.Empty(svg.Descendants(name + "script"));
    }

    private static DefinitionPlan Plan((int Minutes, int[] DependsOn)[] graph) => DefinitionPlan.Of(DefinitionGraph.Of(Definition(graph)));

    private static DefinitionPlan Plan(string text) => DefinitionPlan.Of(DefinitionGraph.Of(
        DefinitionReaderTests.Read(text), [new FakePlugin("http.call"), new FakePlugin("shell.run", needsWorkspace: true)]));

    private static int[] Bits(int seed, int count) => [.. Enumerable.Range(0, count).Where(bit => ((seed >> bit) & 1) == 1)];

    private static WorkflowDefinition Definition((int Minutes, int[] DependsOn)[] graph) => new()
    {
        Id = "generated",
        Steps =
        [
            .. graph.Select((step, index) => new StepDefinition
            {
                Id = $"s{index}",
                Uses = "x",
                Timeout = TimeSpan.FromMinutes(step.Minutes),
                DependsOn = [.. step.DependsOn.Select(on => $"s{on}")],
            }),
        ],
    };

    /// <summary>All ways along dependencies, from any step to any later one; a step alone is one, too.</summary>
    private static List<int[]> Ways((int Minutes, int[] DependsOn)[] graph)
    {
        var ways = new List<int[]>();
        for (var step = 0; step < graph.Length; step++)
        {
            int[][] longer = [.. ways.Where(way => graph[step].DependsOn.Contains(way[^1])).Select(way => way.Append(step).ToArray())];
            ways.AddRange([.. longer, [step]]);
        }

        return ways;
    }

    private static IEnumerable<int[]> Full((int Minutes, int[] DependsOn)[] graph, List<int[]> ways) => ways.Where(way =>
        graph[way[0]].DependsOn.Length == 0 && !graph.Any(step => step.DependsOn.Contains(way[^1])));
}
