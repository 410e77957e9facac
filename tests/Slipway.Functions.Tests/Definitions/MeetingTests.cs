using Slipway.Core.Events;
using Slipway.Core.Lifecycle;
using Slipway.Core.Ports;

namespace Slipway.Functions.Tests.Definitions;

/// <summary>Things that happen in the same moment: none of them is lost, and none happens twice.</summary>
public sealed class MeetingTests
{
    [Fact]
    public async Task Two_steps_that_failed_have_the_same_one_run_in_their_places_one_after_the_other()
    {
        await using var scene = await RunScene.StartAsync();
        scene.Plugin = input => input.Step is "a" or "b" ? RunScene.Failure() : StepOutcome.Success("Done.");
        scene.Hold("a");
        scene.Hold("b");
        await scene.BeginAsync("""
            id: shared
            steps:
              - { id: a, uses: test.echo, onFailure: fix }
              - { id: b, uses: test.echo, onFailure: fix }
              - { id: fix, uses: test.echo }
            """);
        await scene.BegunAsync("a");
        await scene.BegunAsync("b");
        await scene.RaiseAsync(new WorkflowSignal { Kind = SignalKind.Pause, Actor = "bob" });
        scene.LetGo("a");
        scene.LetGo("b");
        await scene.StandingAsync();

        await scene.SendAsync(SignalKind.Resume);

        Assert.Equal(ExecutionStatus.Completed, (await scene.StandingAsync()).Status);
        Assert.Equal(["fix 1", "fix 2"], Started(scene, "fix"));
    }

    private static IEnumerable<string> Started(RunScene scene, string step) => scene.Events()
        .Where(happened => happened.Type == EventType.StepStarted && happened.Data.GetProperty("step").GetString() == step)
        .Select(happened => $"{step} {happened.Data.GetProperty("visit").GetInt32()}");
}
