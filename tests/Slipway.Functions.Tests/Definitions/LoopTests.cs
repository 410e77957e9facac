using Slipway.Core.Definitions.Running;
using Slipway.Core.Events;
using Slipway.Core.Lifecycle;
using Slipway.Core.Ports;

namespace Slipway.Functions.Tests.Definitions;

/// <summary>What repeats: items until it is enough, and a step that finds nothing to do.</summary>
public sealed class LoopTests
{
    [Fact]
    public async Task No_further_item_begins_once_one_says_that_it_is_enough()
    {
        await using var scene = await RunScene.StartAsync();
        scene.Plugin = input => StepOutcome.Success("Done.", input.Config);

        var result = await scene.RunAsync("""
            id: loop
            steps:
              - id: each
                type: foreach
                config: { items: "${{ range(100) }}", maxConcurrent: 1, until: result.step.n >= 3 }
                steps: [{ id: step, uses: test.echo, config: { n: "${{ item }}" } }]
            outputs: { all: "pluck(steps.each.outputs.results, 'step.n')", failed: steps.each.outputs.failed }
            """);

        Assert.Equal("""{"all":[1,2,3],"failed":0}""", result.Outputs!.Value.GetRawText());
        Assert.Equal(100, scene.Last(EventType.ParallelBatchStarted).GetProperty("count").GetInt32());
        Assert.Equal("succeeded", scene.Last(EventType.ParallelBatchCompleted).GetProperty("state").GetString());
    }

    [Fact]
    public async Task A_step_that_finds_nothing_to_do_looks_again_as_long_as_it_says_and_uses_no_attempt()
    {
        await using var scene = await RunScene.StartAsync();
        var looks = 0;
        scene.Plugin = _ => ++looks < 8
            ? StepOutcome.Idle("No issues available for processing.") with { RetryAfter = TimeSpan.FromMinutes(10) }
            : StepOutcome.Success("Selected issue 5: Answer");
        await scene.BeginAsync("{ id: idle, steps: [{ id: select, uses: test.select, retry: { maxAttempts: 1 } }] }");

        var waiting = await scene.StandingAsync();
        var start = scene.Fixture.Clock.GetUtcNow();
        Assert.Equal((ExecutionStatus.Running, StepState.WaitingRetry), (waiting.Status, Assert.Single(waiting.Current).State));
        Assert.Contains("No issues available for processing.", waiting.WaitingFor, StringComparison.Ordinal);
        Assert.Equal(ExecutionStatus.Completed, (await scene.EndAsync()).Snapshot.Status);

        Assert.Equal(8, looks);
        Assert.Equal(TimeSpan.FromMinutes(70), scene.Fixture.Clock.GetUtcNow() - start);
        Assert.All(scene.Attempts, attempt => Assert.Equal(1, attempt.Attempt));
    }

    [Fact]
    public async Task Outputs_are_shown_when_it_waits_for_a_decision_as_far_as_it_came()
    {
        await using var scene = await RunScene.StartAsync();
        scene.Plugin = input => input.Step == "b" ? RunScene.Failure() : StepOutcome.Success("Done.", new { n = 1 });

        await scene.BeginAsync("""
            id: outputs
            steps: [{ id: a, uses: test.echo }, { id: b, uses: test.echo, dependsOn: [a] }]
            outputs: { n: steps.a.outputs.n, failed: steps.b.status == 'failed', nothing: steps.b.outputs.n + 1 }
            """);
        await scene.StandingAsync();

        Assert.Equal(
            """{"n":1,"failed":true,"nothing":null}""",
            scene.Last(EventType.WorkflowFailed).GetProperty("outputs").GetRawText());
    }
}
