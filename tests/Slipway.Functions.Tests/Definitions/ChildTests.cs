using Slipway.Core.Events;
using Slipway.Core.Lifecycle;
using Slipway.Core.Ports;

namespace Slipway.Functions.Tests.Definitions;

public sealed class ChildTests
{
    private const string Parent = """
        id: parent
        steps:
          - { id: sub, type: subflow, uses: child, config: { inputs: { n: 3 } } }
          - { id: after, uses: set, dependsOn: [sub], config: { n: "${{ steps.sub.outputs.n }}" } }
        outputs: { n: steps.after.outputs.n }
        """;

    private const string Child = """
        id: child
        inputs: { n: { type: integer } }
        steps:
          - { id: work, uses: test.echo, config: { n: "${{ inputs.n }}" } }
        outputs: { n: steps.work.outputs.n }
        """;

    [Fact]
    public async Task A_subflow_runs_as_a_workflow_of_its_own_and_gives_its_outputs()
    {
        await using var scene = await SceneAsync();

        var result = await scene.RunAsync(Parent);

        Assert.Equal(3, result.Outputs!.Value.GetProperty("n").GetInt32());
        var child = Assert.Single(scene.Attempts).WorkflowId;
        Assert.Matches("^wf-[0-9a-f]{20}$", child);
        Assert.Equal(child, scene.Last(EventType.ChildStarted).GetProperty("child").GetString());
        Assert.Contains(scene.Events(child), happened => happened.Type == EventType.WorkflowCompleted);
    }

    [Fact]
    public async Task A_child_that_failed_is_seen_in_its_parent_and_goes_on_when_the_parent_is_recovered()
    {
        await using var scene = await SceneAsync();
        var broken = true;
        scene.Plugin = input => broken ? RunScene.Failure() : StepOutcome.Success("Done.", input.Config);
        await scene.BeginAsync(Parent);
        var parked = await scene.StandingAsync();
        broken = false;

        await scene.SendAsync(SignalKind.Decide);
        var result = await scene.EndAsync();

        Assert.Contains("which failed: It failed.", Assert.Single(parked.Current).WaitingFor, StringComparison.Ordinal);
        Assert.Equal(3, result.Outputs!.Value.GetProperty("n").GetInt32());
        Assert.Equal(2, scene.Attempts.Count);
    }

    [Fact]
    public async Task A_failure_deep_inside_is_seen_at_the_top_and_so_is_that_it_goes_on()
    {
        await using var scene = await SceneAsync();
        var broken = true;
        scene.Plugin = input => broken ? RunScene.Failure() : StepOutcome.Success("Done.", input.Config);
        await scene.BeginAsync("""
            id: top
            steps:
              - id: each
                type: foreach
                config: { items: [1] }
                steps: [{ id: sub, type: subflow, uses: child, config: { inputs: { n: 3 } } }]
            """);
        var parked = await scene.StandingAsync();
        var deepest = Assert.Single(scene.Attempts).WorkflowId;
        broken = false;

        var after = await scene.SendAsync(new WorkflowSignal { Kind = SignalKind.Decide, Actor = "bob" }, to: deepest);

        Assert.Equal(
            $"A decision about workflow {deepest}, which failed: It failed.", Assert.Single(parked.Current).WaitingFor);
        Assert.Equal(ExecutionStatus.Completed, (await scene.StandingAsync()).Status);
        Assert.NotEqual(parked.WaitingFor, after.WaitingFor);
    }

    [Fact]
    public async Task Pause_and_resume_reach_the_children()
    {
        await using var scene = await SceneAsync("""
            id: child
            steps:
              - { id: work, type: wait, config: { for: 1h } }
            inputs: { n: { type: integer } }
            outputs: { n: inputs.n }
            """);
        await scene.BeginAsync(Parent);
        await scene.StandingAsync();
        var child = scene.Last(EventType.ChildStarted).GetProperty("child").GetString()!;

        var paused = await scene.SendAsync(SignalKind.Pause);
        var below = await scene.SnapshotAsync(child);
        await scene.Fixture.AdvanceAsync(TimeSpan.FromHours(2));
        var after = await scene.SnapshotAsync(child);
        await scene.SendAsync(SignalKind.Resume);
        var result = await scene.EndAsync();

        Assert.Equal((ExecutionStatus.Paused, ExecutionStatus.Paused), (paused.Status, below.Status));
        Assert.Equal(ExecutionStatus.Paused, after.Status);
        Assert.Equal(ExecutionStatus.Completed, result.Snapshot.Status);
    }

    [Fact]
    public async Task Cancelling_a_workflow_cancels_its_children()
    {
        await using var scene = await SceneAsync();
        scene.Hold("work");
        await scene.BeginAsync(Parent);
        await scene.BegunAsync("work");
        var child = Assert.Single(scene.Attempts).WorkflowId;

        await scene.Fixture.Client.RaiseEventAsync(
            scene.Id, WorkflowSignal.EventName, new WorkflowSignal { Kind = SignalKind.Cancel, Actor = "bob" });
        var result = await scene.EndAsync();

        Assert.Equal(ExecutionStatus.Aborted, result.Snapshot.Status);
        Assert.Equal(ExecutionStatus.Aborted, (await scene.SnapshotAsync(child)).Status);
    }

    [Fact]
    public async Task A_foreach_runs_its_steps_once_an_item_so_many_at_a_time()
    {
        await using var scene = await SceneAsync();

        var result = await scene.RunAsync("""
            id: each
            steps:
              - { id: list, uses: set, config: { names: [ada, bob, cleo], sign: "!" } }
              - id: each
                type: foreach
                dependsOn: [list]
                config: { items: "${{ steps.list.outputs.names }}", maxConcurrent: 2 }
                steps:
                  - { id: greet, uses: test.echo, config: { text: "${{ index }} ${{ item }}${{ steps.list.outputs.sign }}" } }
            outputs: { all: steps.each.outputs.results }
            """);

        Assert.Equal(
            ["0 ada!", "1 bob!", "2 cleo!"],
            result.Outputs!.Value.GetProperty("all").EnumerateArray()
                .Select(each => each.GetProperty("greet").GetProperty("text").GetString()!));
        Assert.InRange(scene.MostAtOnce, 1, 2);
    }

    private static async Task<RunScene> SceneAsync(string child = Child)
    {
        var scene = await RunScene.StartAsync();
        scene.Resolve(child);
        return scene;
    }
}
