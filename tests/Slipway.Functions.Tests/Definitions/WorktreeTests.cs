using Microsoft.DurableTask;
using Slipway.Core;
using Slipway.Core.Definitions.Running;
using Slipway.Core.Events;
using Slipway.Core.Lifecycle;
using Slipway.Core.Policies;
using Slipway.Core.Ports;
using Slipway.Functions.Activities;
using Slipway.Functions.Orchestrators.Definitions;

namespace Slipway.Functions.Tests.Definitions;

public sealed class WorktreeTests
{
    private const string Yaml = """
        id: two
        steps:
          - { id: a, uses: test.git, config: { n: 1 }, outputs: { twice: "result.n * 2" } }
          - { id: b, uses: test.git, dependsOn: [a], config: { n: "${{ steps.a.outputs.twice }}" } }
        outputs: { n: steps.b.outputs.n }
        """;

    [Fact]
    public async Task The_worktree_is_made_once_for_all_steps_and_each_can_use_what_those_before_gave()
    {
        await using var scene = await RunScene.StartAsync();
        scene.Fixture.Activities[nameof(PrepareWorkspace)] = _ => Some.Ok(Some.Workspace());

        await BeginAsync(scene);
        var result = await scene.EndAsync();

        Assert.Equal(ExecutionStatus.Completed, result.Snapshot.Status);
        Assert.Equal(2, result.Outputs!.Value.GetProperty("n").GetInt32());
        Assert.Single(scene.Fixture.Activities.CallsOf(nameof(PrepareWorkspace)));
        Assert.All(scene.Attempts, attempt => Assert.Equal(Some.Workspace(), attempt.Workspace));
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData(", workspace: own", 2)]
    public async Task The_steps_for_each_item_share_the_worktree_unless_each_item_is_to_have_its_own(string setting, int worktrees)
    {
        await using var scene = await RunScene.StartAsync();
        scene.Fixture.Activities[nameof(PrepareWorkspace)] = _ => Some.Ok(Some.Workspace());

        await BeginAsync(scene, $$"""
            id: each
            steps:
              - { id: each, type: foreach, config: { items: [1, 2]{{setting}} }, steps: [{ id: a, uses: test.git, config: {} }] }
            """);
        var result = await scene.EndAsync();

        Assert.Equal(ExecutionStatus.Completed, result.Snapshot.Status);
        Assert.Equal(worktrees, scene.Fixture.Activities.CallsOf(nameof(PrepareWorkspace)).Count);
        Assert.All(scene.Attempts, attempt => Assert.Equal(Some.Workspace(), attempt.Workspace));
    }

    [Fact]
    public async Task The_pull_request_that_a_step_opened_is_told_how_the_workflow_stands()
    {
        var head = new string('c', 40);
        await using var scene = await RunScene.StartAsync();
        scene.Fixture.Activities[nameof(PrepareWorkspace)] = _ => Some.Ok(Some.Workspace());
        scene.Plugin = input => input.Step == "open"
            ? StepOutcome.Success("Opened.", Some.PullRequest(head))
            : input.Step == "other" ? StepOutcome.Success("Looked.", new { headSha = new string('d', 40) })
            : RunScene.Failure(message: "It does not compile.");

        await BeginAsync(scene, """
            id: told
            steps:
              - { id: open, uses: git.open_pull_request, config: { title: T } }
              - { id: other, uses: test.git, dependsOn: [open] }
              - { id: check, uses: test.git, dependsOn: [other], retry: { maxAttempts: 1 } }
            """);
        await scene.StandingAsync();
        await scene.SendAsync(new WorkflowSignal { Kind = SignalKind.Cancel, Actor = "alice" });
        await scene.EndAsync();

        var told = scene.Fixture.Activities.CallsOf(nameof(ReportProgress))
            .Select(call => call.Input<ReportProgressInput>()!)
            .Select(input => (input.Number, input.Report.Standing, input.Report.HeadSha));
        Assert.Equal(
            [(7, ReportStanding.Running, head), (7, ReportStanding.Parked, head), (7, ReportStanding.Ended, head)], told);
    }

    [Fact]
    public async Task Without_a_worktree_the_step_fails_with_the_reason_and_can_be_tried_again()
    {
        await using var scene = await RunScene.StartAsync();
        scene.Fixture.Activities[nameof(PrepareWorkspace)] =
            _ => Some.Failed(ErrorCategory.Configuration, ErrorCodes.BaseBranchMissing, "There is no branch 'main'.");

        await BeginAsync(scene);
        var parked = await scene.StandingAsync();
        Assert.Equal((ExecutionStatus.Failed, ErrorCodes.BaseBranchMissing), (parked.Status, parked.Failure!.Code));

        scene.Fixture.Activities[nameof(PrepareWorkspace)] = _ => Some.Ok(Some.Workspace());
        await scene.SendAsync(new WorkflowSignal { Kind = SignalKind.Decide, Decision = Decision.Retry, Actor = "bob" });

        Assert.Equal(ExecutionStatus.Completed, (await scene.EndAsync()).Snapshot.Status);
    }

    [Fact]
    public async Task A_worktree_that_is_made_while_the_workflow_is_cancelled_is_removed()
    {
        await using var scene = await RunScene.StartAsync();
        var (begun, made) = (new TaskCompletionSource(), new TaskCompletionSource());
        scene.Fixture.Activities.Set(nameof(PrepareWorkspace), async _ =>
        {
            begun.SetResult();
            await made.Task;
            return Some.Ok(Some.Workspace());
        });
        await BeginAsync(scene);
        await begun.Task;

        await scene.RaiseAsync(new WorkflowSignal { Kind = SignalKind.Cancel, Actor = "bob" });
        made.SetResult();
        var result = await scene.EndAsync();

        Assert.Equal(ExecutionStatus.Aborted, result.Snapshot.Status);
        Assert.Single(scene.Fixture.Activities.CallsOf(nameof(CloseWorkspace)));
    }

    [Fact]
    public async Task The_only_parked_step_is_skipped_by_a_decision_that_names_none()
    {
        await using var scene = await RunScene.StartAsync();
        scene.Plugin = input => input.Step == "a" ? RunScene.Failure() : StepOutcome.Success("Done.", input.Config);
        await scene.BeginAsync("{ id: one, steps: [{ id: a, uses: test.echo, config: {} }] }");
        await scene.StandingAsync();

        await scene.SendAsync(new WorkflowSignal { Kind = SignalKind.Decide, Decision = Decision.Skip, Actor = "bob", Reason = "known" });

        Assert.Equal(ExecutionStatus.Completed, (await scene.EndAsync()).Snapshot.Status);
        Assert.Equal(["a"], scene.Steps(EventType.StepSkipped));
    }

    [Fact]
    public async Task A_decision_to_go_back_runs_the_step_again()
    {
        await using var scene = await RunScene.StartAsync();
        var fails = true;
        scene.Plugin = input => input.Step == "b" && fails ? RunScene.Failure() : StepOutcome.Success("Done.", input.Config);
        await scene.BeginAsync(
            "{ id: one, steps: [{ id: a, uses: test.echo, config: {} }, { id: b, uses: test.echo, dependsOn: [a], config: {} }] }");
        await scene.StandingAsync();
        fails = false;

        await scene.SendAsync(new WorkflowSignal { Kind = SignalKind.Decide, Decision = Decision.GoBack, Step = "a", Actor = "bob" });

        Assert.Equal(ExecutionStatus.Completed, (await scene.EndAsync()).Snapshot.Status);
        Assert.Equal(2, scene.Attempts.Count(attempt => attempt.Step == "a"));
    }

    [Theory]
    [InlineData("when: \"fromJson(inputs.text).a == 1\"", "condition")]
    [InlineData("outputs: { n: \"fromJson(inputs.text).a\" }", "outputs")]
    public async Task An_expression_that_cannot_be_evaluated_fails_its_step_and_says_which(string key, string what)
    {
        await using var scene = await RunScene.StartAsync();
        await scene.BeginAsync(
            $"{{ id: one, inputs: {{ text: {{ type: string }} }}, steps: [{{ id: a, uses: test.echo, config: {{}}, {key} }}] }}",
            new { text = "no JSON" });

        var parked = await scene.StandingAsync();

        Assert.Equal(ErrorCodes.StepConfigInvalid, parked.Failure!.Code);
        Assert.Contains(what, parked.Failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_pause_is_refused_with_the_reason()
    {
        await using var scene = await RunScene.StartAsync();
        await scene.BeginAsync("{ id: one, steps: [{ id: w, type: wait, config: { for: 1h } }] }");
        await scene.StandingAsync();

        await scene.SendAsync(SignalKind.Pause);
        await scene.SendAsync(SignalKind.Pause);
        await scene.SendAsync(SignalKind.Resume);

        Assert.Equal(ExecutionStatus.Completed, (await scene.EndAsync()).Snapshot.Status);
        Assert.Contains("paused already", scene.Last(EventType.ActionRefused).GetRawText(), StringComparison.Ordinal);
    }

    private static Task BeginAsync(RunScene scene, string yaml = Yaml) => scene.Fixture.Client.ScheduleNewOrchestrationInstanceAsync(
        nameof(DefinitionRunner),
        new DefinitionRunRequest
        {
            Definition = RunScene.Definition(yaml),
            Inputs = System.Text.Json.JsonElement.Parse("{}"),
            Repository = "/repos/shop",
            Plugins = new Dictionary<string, PluginFacts>(StringComparer.Ordinal)
            {
                ["test.git"] = new(NeedsWorkspace: true, UsesAgent: false, TimeSpan.FromMinutes(5)),
            },
        },
        new StartOrchestrationOptions(scene.Id));
}
