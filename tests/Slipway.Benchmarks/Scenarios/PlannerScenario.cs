using System.Globalization;
using Slipway.Benchmarks.Workload;
using Slipway.Core.Definitions;

namespace Slipway.Benchmarks.Scenarios;

/// <summary>What planning a definition takes, and whether that grows faster than its steps.</summary>
internal sealed class PlannerScenario : IScenario
{
    public const string FromText = "10,000, from its text";

    private const int WarmUps = 20;

    public string Name => "planner";

    public string What => "waves, critical path and slack of a definition of so many steps, each with up to four dependencies";

    public bool HasPeers => false;

    /// <summary>The metric of a size.</summary>
    public static string Metric(int steps) => steps.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>The metric of a size's processor time, which holds on a busy machine, too.</summary>
    public static string ProcessorMetric(int steps) => Metric(steps) + ", processor time";

    public Task RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        var definitions = run.Sizes.PlannedSteps.ToDictionary(size => size, PlannedDefinition.OfSize);
        var text = PlannedDefinition.Text(WorkflowDefinition.MaxSteps);
        var small = definitions[run.Sizes.PlannedSteps[0]];
        for (var i = 0; i < WarmUps; i++)
        {
            Plan(small);
        }

        for (var round = 1; round <= run.Options.Rounds; round++)
        {
            foreach (var (size, definition) in definitions)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var (elapsedMs, processorMs) = Measure(() => Plan(definition));
                run.Book.Add(Name, Metric(size), "ms", elapsedMs);
                run.Book.Add(Name, ProcessorMetric(size), "ms", processorMs);
            }

            run.Book.Add(Name, FromText, "ms", Measure(() => Plan(Read(text))).ElapsedMs);
            BenchmarkRun.Say($"{Name} {round}/{run.Options.Rounds}: done");
        }

        return Task.CompletedTask;
    }

    private static (double ElapsedMs, double ProcessorMs) Measure(Action plan)
    {
        // What earlier plans left to be collected is not this one's.
        GC.Collect();
        var processor = Environment.CpuUsage.TotalTime;
        var begun = TimeProvider.System.GetTimestamp();
        plan();
        var elapsed = TimeProvider.System.GetElapsedTime(begun);
        return (elapsed.TotalMilliseconds, (Environment.CpuUsage.TotalTime - processor).TotalMilliseconds);
    }

    private static void Plan(WorkflowDefinition definition)
    {
        var plan = DefinitionPlan.Of(DefinitionGraph.Of(definition));
        if (plan.Steps.Count != definition.Steps.Count || plan.Waves.Sum(wave => wave.Count) != definition.Steps.Count)
        {
            throw new BenchmarkException($"A plan of {definition.Steps.Count} steps has {plan.Steps.Count}.");
        }
    }

    private static WorkflowDefinition Read(string text)
    {
        var reading = DefinitionReader.Read(text, "planned.yaml");
        var problems = reading.Definition is null
            ? reading.Problems
            : DefinitionValidator.Validate(reading.Definition, [], reading.Source);
        return problems.Count == 0
            ? reading.Definition!
            : throw new BenchmarkException($"The planner's definition is wrong: {problems[0]}");
    }
}
