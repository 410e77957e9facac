using Slipway.Core;
using Slipway.Core.Definitions.Running;
using Slipway.Core.Events;
using Slipway.Core.Lifecycle;
using Slipway.Core.Policies;
using Slipway.Core.Ports;
using Slipway.Functions.Access;
using Slipway.Functions.Api;

namespace Slipway.Functions.Tests.Definitions;

/// <summary>What GitHub's webhooks tell a workflow of a definition.</summary>
public sealed class PlatformSignalTests
{
    private const string Gate = """
        id: gate
        steps: [{ id: checks, uses: gate.run, config: { kind: platform-checks }, timeout: 1h, retry: { maxAttempts: 1 } }]
        """;

    [Theory]
    [InlineData("github.pull_request.merged", SignalKind.PullRequest, "merged")]
    [InlineData("github.pull_request.closed", SignalKind.PullRequest, "closed")]
    [InlineData("github.check", SignalKind.Check, "failure")]
    [InlineData("github.push", SignalKind.Push, "updated")]
    [InlineData("github.review", SignalKind.Review, "commented")]
    [InlineData("github.review", SignalKind.Approve, "approved")]
    public async Task What_happens_there_is_an_event_that_a_step_can_wait_for(string name, SignalKind kind, string action)
    {
        await using var scene = await RunScene.StartAsync();
        await scene.BeginAsync($$"""
            id: event
            steps:
              - { id: w, type: wait, config: { event: {{name}} } }
            outputs: { action: steps.w.outputs.data.action, sha: steps.w.outputs.data.headSha }
            """);
        await scene.StandingAsync();

        await HearAsync(scene, new WorkflowSignal { Kind = kind, Action = action, HeadSha = "commit1", Actor = "octocat" });
        var outputs = (await scene.EndAsync()).Outputs!.Value;

        Assert.Equal((action, "commit1"), (outputs.GetProperty("action").GetString(), outputs.GetProperty("sha").GetString()));
    }

    [Fact]
    public async Task A_merge_that_comes_early_is_kept_and_checks_that_come_early_are_not()
    {
        await using var scene = await RunScene.StartAsync();
        await scene.BeginAsync("""
            id: early
            steps:
              - { id: first, type: wait, config: { event: go } }
              - { id: merged, type: wait, dependsOn: [first], config: { event: github.pull_request.merged } }
              - { id: check, type: wait, dependsOn: [first], config: { event: github.check } }
            """);
        await scene.StandingAsync();
        await HearAsync(scene, new WorkflowSignal { Kind = SignalKind.PullRequest, Action = "merged" });
        await HearAsync(scene, new WorkflowSignal { Kind = SignalKind.Check, Action = "success" });

        await scene.HappenAsync("go");

        Assert.Equal("check", Assert.Single((await scene.StandingAsync()).Current).Id);
    }

    [Fact]
    public async Task A_gate_without_an_answer_waits_without_an_attempt_and_a_check_has_it_look_at_once()
    {
        await using var scene = await RunScene.StartAsync();
        var isDone = false;
        scene.Plugin = _ => isDone ? StepOutcome.Success("Passed.") : Pending();
        await scene.BeginAsync(Gate);
        var waiting = Assert.Single((await scene.StandingAsync()).Current);
        await scene.Fixture.AdvanceAsync(TimeSpan.FromSeconds(19));
        Assert.Single(scene.Attempts);
        await scene.Fixture.AdvanceAsync(TimeSpan.FromMinutes(30));
        var looks = scene.Attempts.Count;
        isDone = true;
        await HearAsync(scene, new WorkflowSignal { Kind = SignalKind.Check, Action = "success" });

        Assert.Equal((StepState.WaitingRetry, "It waits for build."), (waiting.State, waiting.WaitingFor));
        Assert.InRange(looks, 20, 91);
        Assert.Equal(ExecutionStatus.Completed, (await scene.EndAsync()).Snapshot.Status);
        Assert.All(scene.Attempts, attempt => Assert.Equal(1, attempt.Attempt));
        Assert.Single(scene.Steps(EventType.StepStarted));
    }

    [Fact]
    public async Task A_gate_that_has_no_answer_in_its_time_fails()
    {
        await using var scene = await RunScene.StartAsync();
        scene.Plugin = _ => Pending();
        await scene.BeginAsync(Gate);
        await scene.StandingAsync();

        await scene.Fixture.AdvanceAsync(TimeSpan.FromMinutes(70));

        Assert.Equal(ErrorCodes.GatesFailed, (await scene.StandingAsync()).Failure!.Code);
    }

    [Fact]
    public async Task A_pause_takes_no_time_from_a_gate_that_waits_for_its_answer()
    {
        await using var scene = await RunScene.StartAsync();
        scene.Plugin = _ => Pending();
        await scene.BeginAsync(Gate);
        await scene.Fixture.AdvanceAsync(TimeSpan.FromMinutes(1));
        await scene.SendAsync(SignalKind.Pause);
        await scene.Fixture.AdvanceAsync(TimeSpan.FromHours(10));
        await scene.SendAsync(SignalKind.Resume);
        await scene.Fixture.AdvanceAsync(TimeSpan.FromMinutes(20));
        var waiting = await scene.StandingAsync();
        await scene.Fixture.AdvanceAsync(TimeSpan.FromMinutes(70));

        Assert.Equal(StepState.WaitingRetry, Assert.Single(waiting.Current).State);
        Assert.Equal(ErrorCodes.GatesFailed, (await scene.StandingAsync()).Failure!.Code);
    }

    [Theory]
    [InlineData(SignalKind.Approve, "approved")]
    [InlineData(SignalKind.Reject, "changes_requested")]
    public async Task A_review_of_an_older_commit_decides_nothing(SignalKind kind, string action)
    {
        var (older, head) = (new string('a', 40), new string('b', 40));
        await using var scene = await RunScene.StartAsync();
        scene.Plugin = _ => StepOutcome.Success("Opened.", new { number = 7, headSha = head });
        await scene.BeginAsync("""
            id: reviewed
            steps:
              - { id: open, uses: git.open_pull_request, config: { title: It } }
              - { id: ok, type: approval, dependsOn: [open], config: { rejectionIsAnswer: true } }
            """);
        await scene.StandingAsync();

        await HearAsync(scene, new WorkflowSignal { Kind = kind, Action = action, HeadSha = older, Actor = "octocat" });
        var still = await scene.StandingAsync();
        await HearAsync(scene, new WorkflowSignal { Kind = kind, Action = action, HeadSha = head, Actor = "octocat" });

        Assert.Equal("ok", Assert.Single(still.Current).Id);
        Assert.Contains(scene.Events(), happened => happened.Type == EventType.Progress
            && happened.Data.GetRawText().Contains("octocat said was of another commit, aaaaaaa", StringComparison.Ordinal));
        Assert.Equal(ExecutionStatus.Completed, (await scene.EndAsync()).Snapshot.Status);
    }

    /// <summary>Tells it as a webhook does.</summary>
    private static async Task HearAsync(RunScene scene, WorkflowSignal signal)
    {
        await new WorkflowControl().SendAsync(scene.Fixture.Client, scene.Id, signal, RequestAccess.Open, CancellationToken.None);
        await scene.StandingAsync();
    }

    private static StepOutcome Pending() =>
        StepOutcome.Failed(ErrorCodes.GatesFailed, ErrorCategory.Transient, "It waits for build.") with { IsPending = true };
}
