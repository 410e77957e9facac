using Slipway.Core.Events;
using Slipway.Core.Lifecycle;
using Slipway.Core.Policies;
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

    [Theory]
    [InlineData("compensate")]
    [InlineData("retry")]
    public async Task What_succeeds_while_the_workflow_is_being_ended_is_undone(string strategy)
    {
        await using var scene = await RunScene.StartAsync();
        scene.Plugin = input => input.Step == "bad" ? RunScene.Failure() : StepOutcome.Success("Done.");
        scene.Hold("deploy");
        scene.Hold("bad");
        scene.StopSucceeds = true;
        await scene.BeginAsync($$"""
            id: saga
            errorHandling: { strategy: {{strategy}}, compensateWith: { deploy: undeploy } }
            steps:
              - { id: deploy, uses: test.echo }
              - { id: bad, uses: test.echo }
              - { id: undeploy, uses: test.echo }
            """);
        await scene.BegunAsync("deploy");
        await scene.BegunAsync("bad");

        if (strategy == "compensate")
        {
            scene.LetGo("bad");
        }
        else
        {
            await scene.RaiseAsync(new WorkflowSignal { Kind = SignalKind.Cancel, Actor = "bob" });
        }

        var ended = (await scene.EndAsync()).Snapshot;

        Assert.Equal(["deploy"], scene.Steps(EventType.StepCompensated));
        Assert.Equal(strategy == "compensate" ? ExecutionStatus.Failed : ExecutionStatus.Aborted, ended.Status);
    }

    [Fact]
    public async Task A_child_that_completes_as_its_parent_is_cancelled_is_undone()
    {
        await using var scene = await RunScene.StartAsync();
        scene.Resolve("id: child\nsteps: [{ id: w, type: wait, config: { event: go } }]");
        await scene.BeginAsync("""
            id: parent
            errorHandling: { compensateWith: { sub: undo } }
            steps:
              - { id: sub, type: subflow, uses: child }
              - { id: undo, uses: test.echo }
            """);
        await scene.StandingAsync();

        await scene.RaiseAsync(new WorkflowSignal { Kind = SignalKind.Event, Name = "go", Actor = "ci" }, scene.Children[0]);
        await scene.RaiseAsync(new WorkflowSignal { Kind = SignalKind.Cancel, Actor = "bob" });
        await scene.EndAsync();

        Assert.Equal("undo", Assert.Single(scene.Attempts).Step);
    }

    [Theory]
    [InlineData("errorHandling: { strategy: fail_fast }")]
    [InlineData("timeout: 20m")]
    public async Task What_succeeds_while_everything_is_held_up_does_not_run_again(string head)
    {
        await using var scene = await RunScene.StartAsync();
        var broken = true;
        scene.Plugin = input => input.Step == "bad" && broken ? RunScene.Failure() : StepOutcome.Success("Done.");
        scene.Hold("long");
        scene.Hold("bad");
        scene.StopSucceeds = true;
        await scene.BeginAsync($$"""
            id: held
            {{head}}
            steps:
              - { id: long, uses: test.echo, timeout: 1h }
              - { id: bad, uses: test.echo, timeout: 1h }
            """);
        await scene.BegunAsync("long");
        await scene.BegunAsync("bad");

        if (head == "timeout: 20m")
        {
            scene.Pass(TimeSpan.FromMinutes(21));
        }
        else
        {
            scene.LetGo("bad");
        }

        var held = await scene.StandingAsync();
        broken = false;
        await scene.SendAsync(SignalKind.Decide);
        var ended = (await scene.EndAsync()).Snapshot;

        Assert.Equal((ExecutionStatus.Failed, ExecutionStatus.Completed), (held.Status, ended.Status));
        Assert.Equal(["long 1"], Started(scene, "long"));
    }

    [Fact]
    public async Task What_fails_while_everything_is_held_up_has_used_an_attempt()
    {
        await using var scene = await RunScene.StartAsync();
        var broken = true;
        scene.Plugin = input => !broken || input is { Step: "long", Attempt: > 1 }
            ? StepOutcome.Success("Done.")
            : RunScene.Failure(input.Step == "long" ? ErrorCategory.Transient : ErrorCategory.ValidationFailed);
        scene.Hold("long");
        scene.Hold("bad");
        scene.StopSucceeds = true;
        await scene.BeginAsync("""
            id: held
            errorHandling: { strategy: fail_fast }
            steps:
              - { id: long, uses: test.echo, retry: { maxAttempts: 2 } }
              - { id: bad, uses: test.echo }
            """);
        await scene.BegunAsync("long");
        await scene.BegunAsync("bad");
        scene.LetGo("bad");
        await scene.StandingAsync();
        broken = false;
        await scene.SendAsync(SignalKind.Decide);
        await scene.EndAsync();

        Assert.Equal([1, 2], scene.Attempts.Where(attempt => attempt.Step == "long").Select(attempt => attempt.Attempt));
        Assert.Equal(["bad", "long"], scene.Steps(EventType.StepFailed).Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Started(RunScene scene, string step) => scene.Events()
        .Where(happened => happened.Type == EventType.StepStarted && happened.Data.GetProperty("step").GetString() == step)
        .Select(happened => $"{step} {happened.Data.GetProperty("visit").GetInt32()}");
}
