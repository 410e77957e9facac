using Slipway.Core;
using Slipway.Core.Events;
using Slipway.Core.Lifecycle;
using Slipway.Core.Policies;
using Slipway.Core.Policies.Claims;
using Slipway.Core.Ports;
using Slipway.Functions.Activities;
using Slipway.Functions.Entities;

namespace Slipway.Functions.Tests.Definitions;

public sealed class ClaimTests
{
    private const string Yaml =
        "{ id: one, steps: [{ id: select, uses: issue.select, config: {} }], outputs: { got: steps.select.outputs.got } }";

    [Fact]
    public async Task A_step_works_on_the_first_thing_that_no_other_workflow_holds_and_frees_it_at_the_end()
    {
        await using var scene = await StartAsync();
        await HoldAsync(scene, "wf-other", "a");

        var result = await scene.RunAsync(Yaml);

        Assert.Equal("b", result.Outputs!.Value.GetProperty("got").GetString());
        Assert.Equal([null, "b"], scene.Attempts.Select(attempt => attempt.Claim));
        Assert.Equal(["a"], (await BookAsync(scene)).Held.Keys);
    }

    [Fact]
    public async Task When_all_are_held_there_is_nothing_to_do()
    {
        await using var scene = await StartAsync();
        await HoldAsync(scene, "wf-other", "a");
        await HoldAsync(scene, "wf-third", "b");

        var result = await scene.RunAsync(Yaml);

        Assert.Equal(ExecutionStatus.Completed, result.Snapshot.Status);
        Assert.True(scene.Last(EventType.StepCompleted).GetProperty("idle").GetBoolean());
        Assert.Single(scene.Attempts);
        Assert.NotEmpty(scene.Fixture.Activities.CallsOf(nameof(FreePlaces)));
    }

    [Fact]
    public async Task A_repeated_attempt_gets_the_same_thing_again()
    {
        await using var scene = await StartAsync();
        var attempts = 0;
        var plugin = scene.Plugin;
        scene.Plugin = input => input.Claim is not null && ++attempts == 1 ? RunScene.Failure(ErrorCategory.Transient) : plugin(input);

        await scene.RunAsync(Yaml);

        Assert.Equal([null, "a", null, "a"], scene.Attempts.Select(attempt => attempt.Claim));
    }

    [Fact]
    public async Task The_time_that_a_service_asks_for_is_waited()
    {
        await using var scene = await StartAsync();
        var since = scene.Fixture.Clock.GetUtcNow();
        scene.Fixture.Activities[nameof(RunStep)] = _ => scene.Fixture.Clock.GetUtcNow() < since.AddHours(1)
            ? StepResult.Failed<StepOutcome>(ErrorCodes.AiFailed, ErrorCategory.RateLimited, "Not now.", since.AddHours(1))
            : StepResult.Succeeded(StepOutcome.Success("Done.", new { got = "it" }));

        await scene.RunAsync(Yaml);

        Assert.Equal(2, scene.Fixture.Activities.CallsOf(nameof(RunStep)).Count);
    }

    private static async Task<RunScene> StartAsync()
    {
        var scene = await RunScene.StartAsync();
        scene.Plugin = input => input.Claim is { } claim
            ? StepOutcome.Success("Done.", new { got = claim })
            : StepOutcome.Wanted("Two.", ["a", "b"]);
        return scene;
    }

    private static async Task HoldAsync(RunScene scene, string workflow, string thing)
    {
        await scene.Fixture.Client.Entities.SignalEntityAsync(
            Claims.Id, nameof(Claims.Take), new ClaimRequest(workflow, "select", [thing]));
        await scene.Fixture.RunUntilIdleAsync();
    }

    private static async Task<ClaimBook> BookAsync(RunScene scene)
    {
        await scene.Fixture.RunUntilIdleAsync();
        return (await scene.Fixture.Client.Entities.GetEntityAsync<ClaimBook>(Claims.Id))!.State;
    }
}
