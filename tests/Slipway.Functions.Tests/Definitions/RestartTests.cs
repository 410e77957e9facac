using System.Text.Json;
using Slipway.Core.Events;
using Slipway.Core.Lifecycle;
using Slipway.Core.Policies;
using Slipway.Core.Ports;

namespace Slipway.Functions.Tests.Definitions;

/// <summary>Each error strategy, with a crash at each commit on the way: it comes to the same end, by the same steps.</summary>
public sealed class RestartTests
{
    /// <summary>One that ends by itself ends as this; one that waits for a decision is told to go on, and completes.</summary>
    [Theory]
    [InlineData("strategy: fail_fast", ExecutionStatus.Completed)]
    [InlineData("strategy: continue", ExecutionStatus.Failed)]
    [InlineData("strategy: retry, maxRetries: 1", ExecutionStatus.Completed)]
    [InlineData("strategy: retry_with_fallback, maxRetries: 1, fallbackAgents: [second]", ExecutionStatus.Completed)]
    [InlineData("strategy: compensate, maxRetries: 1, compensateWith: { first: undo }", ExecutionStatus.Failed)]
    public async Task A_strategy_comes_to_the_same_end_whichever_commit_it_crashes_at(string handling, ExecutionStatus expected)
    {
        var (trace, commits) = (await RunAsync(handling, expected, crashAt: null), 0);
        for (var commit = 1; ; commit++)
        {
            var crashed = await RunAsync(handling, expected, commit);
            if (crashed is null)
            {
                break;
            }

            Assert.Equal(trace, crashed);
            commits++;
        }

        Assert.InRange(commits, 8, 60);
    }

    /// <summary>What happened, in the order of each step; <see langword="null"/> when the crash did not come.</summary>
    private static async Task<string?> RunAsync(string handling, ExecutionStatus expected, int? crashAt)
    {
        await using var scene = await RunScene.StartAsync(replayEveryTurn: false);
        var broken = true;
        scene.Plugin = input => input.Step == "bad" && broken && input.Agent?.Name != "second"
            ? RunScene.Failure(ErrorCategory.Transient)
            : StepOutcome.Success("Done.", input.Config);
        if (crashAt is { } commit)
        {
            scene.Fixture.CrashAtCommit(commit);
        }

        await scene.BeginAsync($$"""
            id: strategy
            maxConcurrentSteps: 1
            errorHandling: { {{handling}} }
            steps:
              - { id: first, uses: test.echo, config: { n: 1 } }
              - { id: bad, uses: test.agent, agent: first, dependsOn: [first], config: { n: 2 } }
              - { id: after, uses: test.echo, dependsOn: [bad], config: { n: 3 } }
              - { id: beside, uses: test.echo, dependsOn: [first], config: { n: 4 } }
              - { id: undo, uses: test.echo, config: { n: 5 } }
            """);
        await scene.Fixture.AdvanceAsync(TimeSpan.FromMinutes(10));
        broken = false;
        if ((await scene.StandingAsync()) is { Status: ExecutionStatus.Failed, DecisionDeadline: not null })
        {
            await scene.SendAsync(SignalKind.Decide);
        }

        var result = await scene.EndAsync();
        Assert.Equal(expected, result.Snapshot.Status);
        Assert.Equal(Enumerable.Range(1, scene.Events().Count), scene.Events().Select(happened => (int)happened.Sequence));
        return crashAt is not null && scene.Fixture.Crashes == 0 ? null : Trace(scene.Events());
    }

    private static string Trace(IEnumerable<WorkflowEvent> events) => string.Join('\n', events
        .Where(happened => happened.Data.ValueKind == JsonValueKind.Object && happened.Data.TryGetProperty("step", out _))
        .GroupBy(happened => happened.Data.GetProperty("step").GetString(), StringComparer.Ordinal)
        .OrderBy(step => step.Key, StringComparer.Ordinal)
        .Select(step => $"{step.Key}: {string.Join(", ", step.Select(happened => happened.Type))}"));
}
