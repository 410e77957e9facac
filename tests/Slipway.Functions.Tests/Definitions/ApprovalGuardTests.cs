using System.Text.Json;
using Slipway.Core;
using Slipway.Core.Events;
using Slipway.Core.Lifecycle;
using Slipway.Core.Ports;
using Slipway.Functions.Access;
using Slipway.Functions.Api;

namespace Slipway.Functions.Tests.Definitions;

/// <summary>Nobody goes round an approval that they could not give: the API refuses it, and so does the workflow.</summary>
public sealed class ApprovalGuardTests
{
    private const string Ahead = """
        id: guard
        inputs: { lead: { default: bob } }
        steps:
          - { id: go, type: wait, config: { event: go } }
          - id: ok
            type: approval
            dependsOn: [go]
            config: { approvers: ["${{ inputs.lead }}"], message: "${{ steps.go.outputs.data }}" }
        """;

    private const string Group = """
        id: guard
        steps:
          - { id: go, type: wait, config: { event: go } }
          - id: g
            type: parallel
            dependsOn: [go]
            steps:
              - { id: n, uses: set }
              - { id: deeper, type: parallel, steps: [{ id: ok, uses: approval, config: { approvers: [bob] } }, { id: m, uses: set }] }
        """;

    [Theory]
    [InlineData(Ahead, "ok")]
    [InlineData(Group, "g")]
    [InlineData(Group, "deeper")]
    public async Task An_approval_is_skipped_before_it_is_asked_for_only_by_those_who_may_give_it(string definition, string step)
    {
        await using var scene = await RunScene.StartAsync();
        await scene.BeginAsync(definition);
        await scene.StandingAsync();

        await RefusedAsync(scene, About(SignalKind.SkipStep, step, "eve"), "eve is none of those who may decide it: bob");
        await new WorkflowControl().SendAsync(
            scene.Fixture.Client, scene.Id, About(SignalKind.SkipStep, step, "bob"), RequestAccess.Open, CancellationToken.None);
        await scene.HappenAsync("go");

        Assert.Equal(ExecutionStatus.Completed, (await scene.EndAsync()).Snapshot.Status);
        Assert.Contains("ok", scene.Steps(EventType.StepSkipped));
    }

    [Fact]
    public async Task A_group_whose_approval_is_asked_for_is_skipped_only_by_those_who_may_give_it()
    {
        await using var scene = await RunScene.StartAsync();
        await scene.BeginAsync(Group);
        await scene.HappenAsync("go");

        await RefusedAsync(scene, About(SignalKind.SkipStep, "g", "eve"), "eve is none of those who may decide it: bob");
        await scene.SendAsync(SignalKind.SkipStep, "g", "bob");

        Assert.Equal(ExecutionStatus.Completed, (await scene.EndAsync()).Snapshot.Status);
    }

    [Fact]
    public async Task An_approval_whose_people_an_earlier_step_names_is_not_skipped_before_that()
    {
        await using var scene = await RunScene.StartAsync();
        scene.Plugin = _ => StepOutcome.Success("Done.", new { names = new[] { "bob" } });
        await scene.BeginAsync("""
            id: later
            steps:
              - { id: go, type: wait, config: { event: go } }
              - { id: who, uses: test.echo, dependsOn: [go] }
              - { id: ok, type: approval, dependsOn: [who], config: { approvers: "${{ steps.who.outputs.names }}" } }
            """);
        await scene.StandingAsync();

        await scene.SendAsync(SignalKind.SkipStep, "ok", "bob");
        Assert.Contains("is not known yet", scene.Last(EventType.ActionRefused).GetRawText(), StringComparison.Ordinal);
        await scene.HappenAsync("go");
        await scene.SendAsync(SignalKind.SkipStep, "ok", "bob");

        Assert.Equal(ExecutionStatus.Completed, (await scene.EndAsync()).Snapshot.Status);
    }

    [Fact]
    public async Task Nobody_changes_who_may_give_an_approval()
    {
        const string Why = "'ok' is an approval";
        await using var scene = await RunScene.StartAsync();
        await scene.BeginAsync(Ahead.Replace("type: approval", "uses: approval", StringComparison.Ordinal));
        await scene.StandingAsync();

        await RefusedAsync(scene, Bringing(SignalKind.ChangeInput), Why);
        await scene.HappenAsync("go");
        await scene.SendAsync(SignalKind.Reject, "ok", "bob");
        await RefusedAsync(scene, Bringing(SignalKind.ChangeInput), Why);
        await RefusedAsync(scene, Bringing(SignalKind.RetryStep), Why);
        await RefusedAsync(scene, Bringing(SignalKind.RunStep), Why);
        await RefusedAsync(scene, Bringing(SignalKind.GoBack), Why);
        await RefusedAsync(scene, About(SignalKind.SkipStep, "ok", "eve"), "eve is none of those who may decide it: bob");
        await scene.SendAsync(About(SignalKind.RetryStep, "ok", "eve"));
        await scene.SendAsync(SignalKind.Approve, "ok", "bob");

        Assert.Equal(ExecutionStatus.Completed, (await scene.EndAsync()).Snapshot.Status);
    }

    private static WorkflowSignal About(SignalKind kind, string step, string actor) => new() { Kind = kind, Step = step, Actor = actor };

    private static WorkflowSignal Bringing(SignalKind kind) => About(kind, "ok", "eve") with
    {
        Input = JsonSerializer.SerializeToElement(new { approvers = Array.Empty<string>(), allowSelf = true, required = 1 }),
    };

    private static async Task RefusedAsync(RunScene scene, WorkflowSignal signal, string reason)
    {
        var before = Refusals(scene);
        var refused = await Assert.ThrowsAsync<SlipwayException>(
            () => new WorkflowControl().SendAsync(scene.Fixture.Client, scene.Id, signal, RequestAccess.Open, CancellationToken.None));
        await scene.SendAsync(signal);

        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        Assert.Equal(before + 1, Refusals(scene));
        Assert.Contains(reason, scene.Last(EventType.ActionRefused).GetProperty("reason").GetString(), StringComparison.Ordinal);
    }

    private static int Refusals(RunScene scene) => scene.Events().Count(happened => happened.Type == EventType.ActionRefused);
}
