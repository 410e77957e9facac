using System.Text.Json;
using Slipway.Core.Events;
using Slipway.Core.Lifecycle;
using Slipway.Core.Ports;

namespace Slipway.Functions.Tests.Definitions;

/// <summary>Each action of an operator, with a crash at each commit on the way.</summary>
public sealed class OperatorRestartTests
{
    private const string Three = """
        id: three
        errorHandling: { compensateWith: { first: undo } }
        steps:
          - { id: first, uses: test.echo, config: { n: 1 } }
          - { id: second, uses: test.agent, agent: first, dependsOn: [first], retry: { maxAttempts: 1 }, config: { n: 2 } }
          - { id: third, uses: test.echo, dependsOn: [second], config: { n: "${{ steps.second.outputs.n }}" } }
          - { id: undo, uses: test.echo }
        outputs: { n: steps.third.outputs.n }
        """;

    [Fact]
    public Task Pause_and_resume() => CrashSweep.PlayAsync(async scene =>
    {
        scene.Hold("second");
        await scene.BeginAsync(Three);
        await scene.BegunAsync("second");
        await scene.RaiseAsync(new WorkflowSignal { Kind = SignalKind.Pause, Actor = "bob" });
        scene.LetGo("second");
        await scene.StandingAsync();
        await scene.Fixture.AdvanceAsync(TimeSpan.FromHours(1));
        Assert.DoesNotContain(scene.Attempts, attempt => attempt.Step == "third");
        await scene.SendAsync(SignalKind.Resume);
    });

    [Fact]
    public Task Pause_and_resume_of_a_wait_and_of_children() => CrashSweep.PlayAsync(async scene =>
    {
        scene.Resolve("id: child\nsteps: [{ id: w, type: wait, config: { for: 1h } }]");
        await scene.BeginAsync("""
            id: parent
            steps: [{ id: sub, type: subflow, uses: child }, { id: w, type: wait, config: { for: 2h } }]
            """);
        await scene.StandingAsync();
        await scene.SendAsync(SignalKind.Pause);
        await scene.Fixture.AdvanceAsync(TimeSpan.FromHours(3));
        await scene.SendAsync(SignalKind.Resume);
    });

    [Fact]
    public Task Cancel_of_what_runs_and_what_was_done() => CrashSweep.PlayAsync(
        async scene =>
        {
            scene.Hold("second");
            await scene.BeginAsync(Three);
            await scene.BegunAsync("second");
            await scene.RaiseAsync(new WorkflowSignal { Kind = SignalKind.Cancel, Actor = "bob" });
        },
        ExecutionStatus.Aborted);

    [Fact]
    public Task Cancel_of_a_workflow_with_children() => CrashSweep.PlayAsync(
        async scene =>
        {
            scene.Resolve("""
                id: child
                errorHandling: { compensateWith: { made: undo } }
                steps:
                  - { id: made, uses: test.echo }
                  - { id: w, type: wait, dependsOn: [made], config: { event: go } }
                  - { id: undo, uses: test.echo }
                """);
            await scene.BeginAsync("id: parent\nsteps: [{ id: sub, type: subflow, uses: child }]");
            await scene.StandingAsync();
            await scene.SendAsync(SignalKind.Cancel);
        },
        ExecutionStatus.Aborted);

    [Fact]
    public Task Abort_of_what_is_parked() => CrashSweep.PlayAsync(
        async scene =>
        {
            await ParkAsync(scene);
            await scene.SendAsync(new WorkflowSignal { Kind = SignalKind.Decide, Decision = Decision.Abort, Actor = "bob" });
        },
        ExecutionStatus.Aborted);

    [Fact]
    public Task Recover() => CrashSweep.PlayAsync(async scene =>
    {
        await ParkAsync(scene);
        await scene.SendAsync(SignalKind.Decide);
    });

    [Fact]
    public Task Retry_with_another_input_and_another_agent() => CrashSweep.PlayAsync(async scene =>
    {
        scene.Plugin = input => input.Step == "second" && input.Agent?.Name != "other"
            ? RunScene.Failure()
            : StepOutcome.Success("Done.", input.Config);
        await scene.BeginAsync(Three);
        await scene.StandingAsync();
        await scene.SendAsync(new WorkflowSignal
        {
            Kind = SignalKind.RetryStep, Step = "second", Actor = "bob", Agent = new AgentSelector("other"), Input = Input(7),
        });
    });

    [Fact]
    public Task Execute_by_hand() => CrashSweep.PlayAsync(async scene =>
    {
        await ParkAsync(scene);
        await scene.SendAsync(SignalKind.RunStep, "third");
        await scene.SendAsync(SignalKind.RunStep, "second");
    });

    [Theory]
    [InlineData("first")]
    [InlineData("second")]
    public Task Go_back(string step) => CrashSweep.PlayAsync(async scene =>
    {
        await scene.BeginAsync(
            Three.Replace("- { id: undo", "- { id: w, type: wait, config: { event: go } }\n  - { id: undo", StringComparison.Ordinal));
        await scene.StandingAsync();
        await scene.SendAsync(SignalKind.GoBack, step);
        await scene.HappenAsync("go");
    });

    [Fact]
    public Task Skip_with_an_output_in_its_place() => CrashSweep.PlayAsync(async scene =>
    {
        await ParkAsync(scene);
        await scene.SendAsync(new WorkflowSignal { Kind = SignalKind.SkipStep, Step = "second", Actor = "bob", Output = Input(9) });
    });

    [Fact]
    public Task Skip_of_what_runs() => CrashSweep.PlayAsync(async scene =>
    {
        scene.Hold("second");
        await scene.BeginAsync(Three);
        await scene.BegunAsync("second");
        await scene.RaiseAsync(new WorkflowSignal { Kind = SignalKind.SkipStep, Step = "second", Actor = "bob" });
    });

    [Fact]
    public Task Another_input_for_a_step_that_has_not_run() => CrashSweep.PlayAsync(async scene =>
    {
        await ParkAsync(scene);
        await scene.SendAsync(new WorkflowSignal { Kind = SignalKind.ChangeInput, Step = "third", Actor = "bob", Input = Input(11) });
        await scene.SendAsync(SignalKind.Decide);
    });

    [Fact]
    public Task What_is_refused() => CrashSweep.PlayAsync(async scene =>
    {
        await ParkAsync(scene);
        await scene.SendAsync(SignalKind.Resume);
        await scene.SendAsync(SignalKind.SkipStep, "first");
        await scene.SendAsync(SignalKind.Approve, "second");
        await scene.SendAsync(SignalKind.Decide);
    });

    private static JsonElement Input(int n) => JsonSerializer.SerializeToElement(new { n });

    /// <summary>Brings it to where the second step waits for a decision; then nothing is broken any more.</summary>
    private static async Task ParkAsync(RunScene scene)
    {
        var broken = true;
        scene.Plugin = input => broken && input.Step == "second" ? RunScene.Failure() : StepOutcome.Success("Done.", input.Config);
        await scene.BeginAsync(Three);
        await scene.StandingAsync();
        broken = false;
    }
}
