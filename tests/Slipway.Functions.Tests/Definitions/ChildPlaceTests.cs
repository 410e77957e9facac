using Microsoft.DurableTask.Client;
using Slipway.Core.Events;
using Slipway.Core.Lifecycle;
using Slipway.Core.Ports;
using Slipway.Functions.Activities;

namespace Slipway.Functions.Tests.Definitions;

/// <summary>The place of a workflow whose children wait for a decision.</summary>
public sealed class ChildPlaceTests
{
    private const string Parent = "id: parent\nsteps: [{ id: sub, type: subflow, uses: child }]";

    private bool _broken = true;

    [Fact]
    public async Task While_its_child_is_parked_another_workflow_has_its_place_and_then_the_child_waits_for_it()
    {
        await using var scene = await SceneAsync();
        await scene.BeginAsync(Parent);
        await scene.StandingAsync();
        Assert.Empty((await Places.QueueAsync(scene)).Running);
        await Places.TakeAsync(scene);

        _broken = false;
        var waiting = await scene.SendAsync(SignalKind.Decide);
        var child = await scene.SnapshotAsync(scene.Children[0]);
        Assert.Equal((ExecutionStatus.Pending, ExecutionStatus.Pending), (waiting.Status, child.Status));
        Assert.StartsWith("A free place: number 1 of 1", waiting.WaitingFor, StringComparison.Ordinal);
        Assert.Equal($"Its parent, workflow {scene.Id}, to have a place again.", child.WaitingFor);
        Assert.Single(scene.Attempts);

        await Places.FreeAsync(scene);
        Assert.Equal(ExecutionStatus.Completed, (await scene.SendAsync(SignalKind.Admitted)).Status);
        Assert.Equal(2, scene.Attempts.Count);
        Assert.Empty((await Places.QueueAsync(scene)).Running);
    }

    [Fact]
    public async Task It_keeps_its_place_as_long_as_anything_else_goes_on()
    {
        await using var scene = await SceneAsync();
        await scene.BeginAsync("""
            id: parent
            steps: [{ id: sub, type: subflow, uses: child }, { id: w, type: wait, config: { event: go } }]
            """);
        await scene.StandingAsync();
        Assert.Equal(scene.Id, Assert.Single((await Places.QueueAsync(scene)).Running).WorkflowId);

        await scene.HappenAsync("go");
        Assert.Empty((await Places.QueueAsync(scene)).Running);

        _broken = false;
        Assert.Equal(ExecutionStatus.Completed, (await scene.SendAsync(SignalKind.Decide)).Status);
    }

    [Fact]
    public async Task A_child_deep_inside_that_is_parked_frees_the_place_at_the_top_unless_something_beside_it_goes_on()
    {
        await using var scene = await SceneAsync();
        await scene.BeginAsync("""
            id: top
            steps:
              - id: each
                type: foreach
                config: { items: [1] }
                steps: [{ id: sub, type: subflow, uses: child }, { id: w, type: wait, config: { event: go } }]
            """);
        await scene.StandingAsync();
        Assert.Single((await Places.QueueAsync(scene)).Running);

        await scene.HappenAsync("go", scene.Children[0]);
        Assert.Empty((await Places.QueueAsync(scene)).Running);
        await Places.TakeAsync(scene);
        _broken = false;
        await scene.SendAsync(SignalKind.Decide, to: scene.ChildrenOf(scene.Children[0])[0]);
        Assert.Single(scene.Attempts);

        await Places.FreeAsync(scene);
        Assert.Equal(ExecutionStatus.Completed, (await scene.SendAsync(SignalKind.Admitted)).Status);
    }

    [Fact]
    public async Task The_next_item_waits_for_a_place_when_the_parked_one_before_it_was_aborted()
    {
        await using var scene = await SceneAsync();
        await scene.BeginAsync("""
            id: each
            steps:
              - id: each
                type: foreach
                config: { items: [1, 2], maxConcurrent: 1 }
                steps: [{ id: work, uses: test.echo }]
            """);
        await scene.StandingAsync();
        await Places.TakeAsync(scene);

        _broken = false;
        await scene.SendAsync(SignalKind.Cancel, to: scene.Children[0]);
        Assert.Equal(ExecutionStatus.Pending, (await scene.StandingAsync()).Status);
        Assert.Single(scene.Children);

        await Places.FreeAsync(scene);
        await scene.SendAsync(SignalKind.Admitted);
        Assert.Equal((2, 2), (scene.Children.Count, scene.Attempts.Count));
    }

    [Theory]
    [InlineData(SignalKind.Cancel)]
    [InlineData(SignalKind.Decide)]
    public async Task The_next_item_begins_in_place_of_one_that_ended_beside_one_that_is_parked(SignalKind decision)
    {
        await using var scene = await SceneAsync();
        await scene.BeginAsync("""
            id: each
            steps:
              - id: each
                type: foreach
                config: { items: [1, 2, 3, 4], maxConcurrent: 2 }
                steps: [{ id: work, uses: test.echo }]
            """);
        await scene.StandingAsync();
        Assert.Empty((await Places.QueueAsync(scene)).Running);
        Assert.Equal(2, scene.Children.Count);

        _broken = false;
        await scene.SendAsync(decision, to: scene.Children[0]);
        Assert.Equal(4, scene.Children.Count);
        Assert.Empty((await Places.QueueAsync(scene)).Running);

        await scene.SendAsync(SignalKind.Decide, to: scene.Children[1]);
        var expected = decision == SignalKind.Decide ? ExecutionStatus.Completed : ExecutionStatus.Failed;
        Assert.Equal(expected, (await scene.StandingAsync()).Status);
    }

    [Fact]
    public async Task Where_an_item_says_that_it_is_enough_a_parked_one_frees_the_place()
    {
        await using var scene = await SceneAsync();
        await scene.BeginAsync("""
            id: each
            steps:
              - id: each
                type: foreach
                config: { items: [1, 2, 3], maxConcurrent: 2, until: "result.work.enough" }
                steps: [{ id: work, uses: test.echo, config: { enough: true } }]
            """);
        await scene.StandingAsync();

        _broken = false;
        await scene.SendAsync(SignalKind.Decide, to: scene.Children[0]);

        Assert.Equal(2, scene.Children.Count);
        Assert.Empty((await Places.QueueAsync(scene)).Running);
    }

    [Fact]
    public async Task Skipped_in_the_parent_what_follows_a_parked_child_waits_for_a_place()
    {
        await using var scene = await SceneAsync();
        await scene.BeginAsync("""
            id: parent
            steps: [{ id: sub, type: subflow, uses: child }, { id: after, uses: test.echo, dependsOn: [sub] }]
            """);
        await scene.StandingAsync();
        await Places.TakeAsync(scene);

        await scene.SendAsync(SignalKind.SkipStep, "sub");
        Assert.Equal(ExecutionStatus.Pending, (await scene.StandingAsync()).Status);
        Assert.Equal(ExecutionStatus.Aborted, (await scene.SnapshotAsync(scene.Children[0])).Status);

        await Places.FreeAsync(scene);
        Assert.Equal(ExecutionStatus.Completed, (await scene.SendAsync(SignalKind.Admitted)).Status);
    }

    [Fact]
    public async Task Neither_people_nor_the_queue_use_up_the_time_that_a_parent_may_take()
    {
        await using var scene = await SceneAsync();
        await scene.BeginAsync($"timeout: 1h\n{Parent}");
        Assert.Null((await scene.StandingAsync()).Deadline);
        await scene.Fixture.AdvanceAsync(TimeSpan.FromHours(2));
        await Places.TakeAsync(scene);

        _broken = false;
        Assert.Equal(ExecutionStatus.Pending, (await scene.SendAsync(SignalKind.Decide)).Status);
        await scene.Fixture.AdvanceAsync(TimeSpan.FromHours(2));
        Assert.Equal(ExecutionStatus.Pending, (await scene.SnapshotAsync()).Status);

        await Places.FreeAsync(scene);
        Assert.Equal(ExecutionStatus.Completed, (await scene.SendAsync(SignalKind.Admitted)).Status);
    }

    [Fact]
    public async Task A_child_whose_parent_is_gone_goes_on_without_it()
    {
        await using var scene = await SceneAsync();
        await scene.BeginAsync(Parent);
        await scene.StandingAsync();
        await scene.Fixture.Client.TerminateInstanceAsync(scene.Id, new TerminateInstanceOptions(Recursive: false));
        var child = scene.Children[0];

        _broken = false;
        await scene.SendAsync(SignalKind.Decide, to: child);
        Assert.Equal(ExecutionStatus.Pending, (await scene.SnapshotAsync(child)).Status);
        await scene.Fixture.AdvanceAsync(TimeSpan.FromMinutes(5));

        Assert.Equal(ExecutionStatus.Completed, (await scene.SnapshotAsync(child)).Status);
    }

    [Fact]
    public async Task A_child_that_waits_for_its_parent_tells_it_so_once()
    {
        await using var scene = await SceneAsync();
        await scene.BeginAsync(Parent);
        await scene.StandingAsync();
        await Places.TakeAsync(scene);
        _broken = false;
        await scene.SendAsync(SignalKind.Decide);
        var (told, child) = (scene.Events().Count, scene.Children[0]);

        await scene.Fixture.AdvanceAsync(TimeSpan.FromHours(1));

        Assert.Equal(told, scene.Events().Count);
        Assert.DoesNotContain(scene.Fixture.Activities.CallsOf(nameof(FreePlaces)), call => call.InstanceId == child);
        await Places.FreeAsync(scene);
        Assert.Equal(ExecutionStatus.Completed, (await scene.SendAsync(SignalKind.Admitted)).Status);
    }

    [Fact]
    public Task It_has_its_place_again_whichever_commit_the_host_crashes_at() => CrashSweep.PlayAsync(async scene =>
    {
        var broken = true;
        scene.Resolve("id: child\nsteps: [{ id: work, uses: test.echo }]");
        scene.Plugin = _ => broken ? RunScene.Failure() : StepOutcome.Success("Done.");
        await scene.BeginAsync(Parent);
        await scene.StandingAsync();
        Assert.Empty((await Places.QueueAsync(scene)).Running);
        broken = false;
        await scene.SendAsync(SignalKind.Decide, to: scene.Children[0]);
    });

    private async Task<RunScene> SceneAsync()
    {
        var scene = await RunScene.StartAsync(options: new SlipwayOptions { MaxConcurrentWorkflows = 1 });
        scene.Resolve("id: child\nsteps: [{ id: work, uses: test.echo }]");
        scene.Plugin = input => _broken && input.Step == "work" ? RunScene.Failure() : StepOutcome.Success("Done.", input.Config);
        return scene;
    }
}
