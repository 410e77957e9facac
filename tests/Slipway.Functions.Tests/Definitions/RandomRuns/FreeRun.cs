using System.Collections.Concurrent;
using Slipway.Core.Definitions;
using Slipway.Core.Events;
using Slipway.Core.Lifecycle;
using Slipway.Core.Policies;
using Slipway.Core.Ports;

namespace Slipway.Functions.Tests.Definitions.RandomRuns;

/// <summary>A run of a random definition on the real engine, whose steps end whenever they do: several at one moment, too.</summary>
internal static class FreeRun
{
    private const int MaxDecisions = 100;

    /// <summary>Runs a definition to its end.</summary>
    public static async Task RunAsync(int seed)
    {
        var random = new Random(seed);
        var definition = RandomDefinition.Of(seed);
        var steps = definition.Steps.ToDictionary(step => step.Id, StringComparer.Ordinal);
        var failed = new ConcurrentDictionary<string, bool>(StringComparer.Ordinal);
        await using var scene = await RunScene.StartAsync(replayEveryTurn: random.Next(2) == 0);
        scene.Plugin = input =>
        {
            var fails = steps[input.Step].Fails(RunInvariants.VisitOf(input), input.Attempt);
            return fails ? RunScene.Failure(ErrorCategory.Transient) : StepOutcome.Success("Done.");
        };
        await scene.BeginAsync(definition.Definition);
        for (var decision = 0; ; decision++)
        {
            await scene.Fixture.AdvanceAsync(TimeSpan.FromMinutes(10));
            var standing = await scene.SnapshotAsync();
            if (standing is not { Status: ExecutionStatus.Failed, DecisionDeadline: not null })
            {
                break;
            }

            Assert.InRange(decision, 0, MaxDecisions);
            await scene.SendAsync(SignalKind.Decide);
        }

        var status = (await scene.EndAsync()).Snapshot.Status;
        var isIncomplete = scene.Events().Any(happened => happened.Type == EventType.WorkflowFailed
            && !happened.Data.TryGetProperty("decisionDeadline", out _));
        Assert.Equal(isIncomplete ? ExecutionStatus.Failed : ExecutionStatus.Completed, status);
        Assert.False(isIncomplete && definition.Strategy is not (ErrorStrategy.Continue or ErrorStrategy.Compensate));
        RunInvariants.Hold(definition, scene.Events());
    }
}
