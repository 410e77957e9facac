using Slipway.Core.Events;
using Slipway.Core.Lifecycle;
using Slipway.Core.Ports;

namespace Slipway.Functions.Tests.Definitions;

/// <summary>Steps that are called for, and end in the turn in which they begin.</summary>
public sealed class InstantStepTests
{
    private const string Saga = """
        id: saga
        errorHandling: { strategy: compensate, compensateWith: { first: undoFirst, second: undoSecond } }
        steps:
          - { id: first, uses: test.echo }
          - { id: second, uses: test.echo, dependsOn: [first] }
          - { id: third, uses: test.echo, dependsOn: [second] }
          - { id: undoFirst, uses: test.echo }
          - { id: undoSecond, uses: set }
        """;

    [Fact]
    public async Task What_depends_on_a_step_runs_after_a_replacement_that_ends_at_once()
    {
        await using var scene = await RunScene.StartAsync();
        scene.Plugin = input => input.Step == "fast" ? RunScene.Failure() : StepOutcome.Success("Done.", input.Config);
        await scene.BeginAsync("""
            id: plan-b
            steps:
              - { id: fast, uses: test.echo, onFailure: known }
              - { id: known, uses: set, config: { n: 3 } }
              - { id: after, uses: test.echo, dependsOn: [fast], config: { n: "${{ steps.fast.outputs.n }}" } }
            outputs: { n: steps.after.outputs.n }
            """);

        var standing = await scene.StandingAsync();

        Assert.Equal((ExecutionStatus.Completed, null), (standing.Status, standing.Failure));
        Assert.Equal(3, (await scene.EndAsync()).Outputs!.Value.GetProperty("n").GetInt32());
    }

    [Fact]
    public async Task An_undo_that_ends_at_once_is_followed_by_the_next()
    {
        await using var scene = await RunScene.StartAsync();
        scene.Plugin = input => input.Step == "third" ? RunScene.Failure() : StepOutcome.Success("Done.");

        await scene.BeginAsync(Saga);
        var standing = await scene.StandingAsync();

        Assert.Equal((ExecutionStatus.Failed, "third"), (standing.Status, standing.Failure?.Step));
        Assert.Equal(["second", "first"], scene.Steps(EventType.StepCompensated));
    }

    [Fact]
    public async Task Cancelled_while_it_undoes_a_step_it_undoes_that_one_all_the_same()
    {
        await using var scene = await UndoingAsync();

        await scene.SendAsync(SignalKind.Cancel);
        var ended = await scene.HappenAsync("undone");

        Assert.Equal(ExecutionStatus.Aborted, ended.Status);
        Assert.Equal(["second", "first"], scene.Steps(EventType.StepCompensated));
    }

    [Fact]
    public async Task Cancelled_twice_it_undoes_nothing_more()
    {
        await using var scene = await UndoingAsync();

        await scene.SendAsync(SignalKind.Cancel);
        var ended = await scene.SendAsync(SignalKind.Cancel);

        Assert.Equal(ExecutionStatus.Aborted, ended.Status);
        Assert.Empty(scene.Steps(EventType.StepCompensated));
    }

    /// <summary>A workflow that undoes its second step, which waits for an event.</summary>
    private static async Task<RunScene> UndoingAsync()
    {
        var scene = await RunScene.StartAsync();
        scene.Plugin = input => input.Step == "third" ? RunScene.Failure() : StepOutcome.Success("Done.");
        await scene.BeginAsync(Saga.Replace(
            "id: undoSecond, uses: set", "id: undoSecond, type: wait, config: { event: undone }", StringComparison.Ordinal));
        await scene.StandingAsync();
        return scene;
    }
}
