using Slipway.Core;
using Slipway.Core.Definitions.Running;
using Slipway.Core.Events;
using Slipway.Core.Lifecycle;
using Slipway.Core.Policies.Admission;
using Slipway.Core.Ports;
using Slipway.Functions.Activities;

namespace Slipway.Functions.Tests.Definitions;

public sealed class PlaceTests
{
    private const string Yaml = "{ id: one, steps: [{ id: a, uses: shell.run, config: {} }] }";

    [Fact]
    public async Task A_definition_waits_for_a_place_and_runs_once_it_is_told_of_one()
    {
        await using var scene = await FullAsync(new SlipwayOptions { MaxConcurrentWorkflows = 1 });

        await scene.BeginAsync(Yaml);
        var waiting = await scene.StandingAsync();
        Assert.Equal(ExecutionStatus.Pending, waiting.Status);
        Assert.Equal("A free place: number 1 of 1 that wait. Maximum concurrent workflows reached: 1.", waiting.WaitingFor);
        Assert.Empty(scene.Attempts);

        await Places.FreeAsync(scene);
        Assert.Equal(ExecutionStatus.Completed, (await scene.SendAsync(SignalKind.Admitted)).Status);
        Assert.Empty((await Places.QueueAsync(scene)).Running);
    }

    [Fact]
    public async Task Without_being_told_it_looks_again_by_itself()
    {
        await using var scene = await FullAsync(new SlipwayOptions { MaxConcurrentWorkflows = 1 });
        await scene.BeginAsync(Yaml);
        await scene.StandingAsync();

        await Places.FreeAsync(scene);

        Assert.Equal(ExecutionStatus.Completed, (await scene.EndAsync()).Snapshot.Status);
        Assert.NotEmpty(scene.Fixture.Activities.CallsOf(nameof(FreePlaces)));
    }

    [Fact]
    public async Task Cancelled_while_it_waits_it_leaves_the_queue()
    {
        await using var scene = await FullAsync(new SlipwayOptions { MaxConcurrentWorkflows = 1 });
        await scene.BeginAsync(Yaml);
        await scene.StandingAsync();
        Assert.Equal(ExecutionStatus.Paused, (await scene.SendAsync(SignalKind.Pause)).Status);
        await scene.SendAsync(SignalKind.Resume);

        Assert.Equal(ExecutionStatus.Aborted, (await scene.SendAsync(SignalKind.Cancel)).Status);

        Assert.Empty((await Places.QueueAsync(scene)).Waiting);
        Assert.Empty(scene.Attempts);
    }

    [Fact]
    public async Task Where_nobody_is_to_wait_it_ends_with_the_limit_as_its_reason()
    {
        await using var scene = await FullAsync(new SlipwayOptions { MaxConcurrentWorkflows = 1, OnLimit = LimitAction.Reject });

        var result = await scene.RunAsync(Yaml);

        Assert.Equal(ExecutionStatus.Failed, result.Snapshot.Status);
        Assert.Equal(ErrorCodes.TooManyWorkflows, result.Snapshot.Failure!.Code);
    }

    [Fact]
    public async Task A_limit_on_its_definition_keeps_only_its_like_waiting()
    {
        await using var scene = await RunScene.StartAsync(options: new SlipwayOptions { MaxConcurrentPerDefinition = 1 });
        await Places.TakeAsync(scene, new AdmissionRequest(Places.Other, Definition: "another"));

        Assert.Equal(ExecutionStatus.Completed, (await scene.RunAsync(Yaml)).Snapshot.Status);
    }

    [Theory]
    [InlineData("retry", LimitAction.Queue)]
    [InlineData("fail_fast", LimitAction.Reject)]
    public async Task While_it_waits_for_a_decision_another_workflow_has_its_place_and_then_it_waits_for_one(
        string strategy, LimitAction onLimit)
    {
        await using var scene = await RunScene.StartAsync(
            options: new SlipwayOptions { MaxConcurrentWorkflows = 1, OnLimit = onLimit });
        var failing = true;
        scene.Plugin = input => failing && input.Step == "a" ? RunScene.Failure() : StepOutcome.Success("Done.");
        await scene.BeginAsync($$"""
            id: one
            timeout: 1h
            errorHandling: { strategy: {{strategy}} }
            steps: [{ id: a, uses: shell.run }, { id: b, uses: shell.run, dependsOn: [a] }]
            """);
        Assert.Equal(ExecutionStatus.Failed, (await scene.StandingAsync()).Status);
        Assert.Empty((await Places.QueueAsync(scene)).Running);

        await Places.TakeAsync(scene);
        Assert.Equal(Places.Other, Assert.Single((await Places.QueueAsync(scene)).Running).WorkflowId);
        failing = false;
        var waiting = await scene.SendAsync(SignalKind.RetryStep, "a");
        Assert.Equal(ExecutionStatus.Pending, waiting.Status);
        Assert.StartsWith("A free place: number 1 of 1", waiting.WaitingFor, StringComparison.Ordinal);
        Assert.Null(waiting.DecisionDeadline);
        Assert.Single(scene.Attempts);

        await Places.FreeAsync(scene);
        Assert.Equal(ExecutionStatus.Completed, (await scene.SendAsync(SignalKind.Admitted)).Status);
        Assert.Empty((await Places.QueueAsync(scene)).Running);
    }

    [Fact]
    public async Task One_of_two_failures_decided_it_is_parked_without_a_place_again()
    {
        await using var scene = await RunScene.StartAsync(options: new SlipwayOptions { MaxConcurrentWorkflows = 1 });
        scene.Plugin = _ => RunScene.Failure();
        await scene.BeginAsync("{ id: one, steps: [{ id: a, uses: shell.run }, { id: b, uses: shell.run }] }");
        await scene.StandingAsync();

        Assert.Equal(ExecutionStatus.Failed, (await scene.SendAsync(SignalKind.SkipStep, "a", reason: "Not needed.")).Status);
        Assert.Empty((await Places.QueueAsync(scene)).Running);
        Assert.Equal(ExecutionStatus.Completed, (await scene.SendAsync(SignalKind.SkipStep, "b", reason: "Not needed.")).Status);
    }

    [Fact]
    public async Task A_decision_after_which_nothing_can_begin_needs_no_place()
    {
        await using var scene = await RunScene.StartAsync(options: new SlipwayOptions { MaxConcurrentWorkflows = 1 });
        scene.Plugin = _ => RunScene.Failure();
        await scene.BeginAsync("{ id: one, steps: [{ id: a, uses: shell.run }, { id: b, uses: shell.run }] }");
        await scene.StandingAsync();
        await Places.TakeAsync(scene);

        var parked = await scene.SendAsync(SignalKind.SkipStep, "a", reason: "Not needed.");

        Assert.Equal(ExecutionStatus.Failed, parked.Status);
        Assert.NotNull(parked.DecisionDeadline);
        Assert.Equal(ExecutionStatus.Completed, (await scene.SendAsync(SignalKind.SkipStep, "b", reason: "Not needed.")).Status);
        Assert.Equal(Places.Other, Assert.Single((await Places.QueueAsync(scene)).Running).WorkflowId);
    }

    [Fact]
    public async Task Parked_while_it_waits_for_a_place_it_leaves_the_queue()
    {
        await using var scene = await FullAsync(new SlipwayOptions { MaxConcurrentWorkflows = 1 });
        scene.Plugin = _ => RunScene.Failure();
        await scene.BeginAsync("{ id: one, errorHandling: { strategy: fail_fast }, steps: [{ id: a, uses: shell.run }] }");
        await scene.StandingAsync();
        await scene.SendAsync(SignalKind.Pause);

        Assert.Equal(ExecutionStatus.Failed, (await scene.SendAsync(SignalKind.RunStep, "a")).Status);

        Assert.Empty((await Places.QueueAsync(scene)).Waiting);
    }

    [Fact]
    public async Task The_agents_that_its_steps_name_count_for_the_limit_of_each_agent()
    {
        await using var scene = await RunScene.StartAsync(options: new SlipwayOptions { MaxConcurrentPerAgent = 1 });
        await Places.TakeAsync(scene, new AdmissionRequest(Places.Other, Agent: "second"));

        await scene.BeginAsync(
            """
            id: one
            inputs: { who: { default: second } }
            steps: [{ id: a, uses: test.agent, agent: "${{ inputs.who }}" }]
            """,
            plugins: new Dictionary<string, PluginFacts>(StringComparer.Ordinal)
            {
                ["test.agent"] = new(false, true, TimeSpan.FromHours(1)),
            });

        Assert.Equal(
            "A free place: number 1 of 1 that wait. Maximum concurrent workflows reached: 1 for agent second.",
            (await scene.StandingAsync()).WaitingFor);
        Assert.Equal(["second"], Assert.Single((await Places.QueueAsync(scene)).Waiting).Agents);
    }

    private static async Task<RunScene> FullAsync(SlipwayOptions options)
    {
        var scene = await RunScene.StartAsync(options: options);
        await Places.TakeAsync(scene);
        return scene;
    }
}
