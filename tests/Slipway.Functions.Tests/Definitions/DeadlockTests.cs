using Slipway.Core;
using Slipway.Core.Definitions.Running;
using Slipway.Functions.Activities;

namespace Slipway.Functions.Tests.Definitions;

public sealed class DeadlockTests
{
    [Theory]
    [InlineData("approvers: [ann]", "only 0 may approve")]
    [InlineData("approvers: ['@team'], groups: { team: [Ann, bob] }, required: 2", "only 1 may approve")]
    public async Task An_approval_that_nobody_could_give_fails_at_once(string config, string why)
    {
        await using var scene = await RunScene.StartAsync();
        await scene.BeginAsync($"id: asks\nsteps: [{{ id: ok, type: approval, config: {{ {config} }} }}]\n", actor: "ann");

        var standing = await scene.StandingAsync();

        Assert.Equal(ErrorCodes.Deadlocked, standing.Failure!.Code);
        Assert.Contains(why, standing.Failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("approvers: [ann], allowSelf: true")]
    [InlineData("approvers: [ann], escalateAfter: 1d, escalateTo: [bob]")]
    [InlineData("approvers: [ann], escalateAfter: 1d")]
    [InlineData("approvers: [ann, bob]")]
    public async Task An_approval_that_somebody_can_give_is_waited_for(string config)
    {
        await using var scene = await RunScene.StartAsync();
        await scene.BeginAsync($"id: asks\nsteps: [{{ id: ok, type: approval, config: {{ {config} }} }}]\n", actor: "ann");

        Assert.Null((await scene.StandingAsync()).Failure);
    }

    [Fact]
    public async Task An_event_that_nobody_could_send_is_not_waited_for()
    {
        await using var scene = await RunScene.StartAsync();
        await scene.BeginAsync("id: waits\nsteps: [{ id: w, type: wait, config: { event: a/b } }]\n");

        var standing = await scene.StandingAsync();

        Assert.Contains("nobody could send it", standing.Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_definition_that_runs_itself_without_an_end_comes_to_one()
    {
        const string Endless = "id: endless\nsteps: [{ id: again, type: subflow, uses: endless }]\nerrorHandling: { strategy: continue }\n";
        await using var scene = await RunScene.StartAsync(replayEveryTurn: false);
        scene.Fixture.Activities[nameof(ResolveDefinition)] = call => StepResult.Succeeded(new ResolvedDefinition(
            RunScene.Definition(Endless), call.Input<ResolveDefinitionInput>()!.Inputs,
            new Dictionary<string, PluginFacts>(StringComparer.Ordinal)));

        var result = await scene.RunAsync(Endless);

        Assert.Equal(DefinitionRunRequest.MaxDepth, scene.Fixture.Activities.CallsOf(nameof(ResolveDefinition)).Count);
        Assert.Contains("101 workflows deep", result.Snapshot.Failure!.Message, StringComparison.Ordinal);
    }
}
