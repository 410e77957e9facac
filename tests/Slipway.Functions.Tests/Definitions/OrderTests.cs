using Slipway.Core.Definitions.Running;
using Slipway.Core.Events;
using Slipway.Core.Lifecycle;
using Slipway.Functions.Orchestrators.Definitions;

namespace Slipway.Functions.Tests.Definitions;

public sealed class OrderTests
{
    [Fact]
    public async Task Steps_run_after_those_they_depend_on_and_use_what_these_gave()
    {
        await using var scene = await RunScene.StartAsync();

        var result = await scene.RunAsync("""
            id: greet
            inputs: { who: { type: string, required: true } }
            steps:
              - { id: say, uses: test.echo, dependsOn: [make], config: { text: "${{ steps.make.outputs.text }}!" } }
              - { id: make, uses: test.echo, config: { text: "Hello, ${{ inputs.who }}" } }
            outputs: { said: steps.say.outputs.text }
            """, new { who = "Ada" });

        Assert.Equal(ExecutionStatus.Completed, result.Snapshot.Status);
        Assert.Equal("Hello, Ada!", result.Outputs!.Value.GetProperty("said").GetString());
        Assert.Equal(["make", "say"], scene.Attempts.Select(attempt => attempt.Step));
        Assert.Equal($"{scene.Id}/make", scene.Attempts[0].Marker);
    }

    [Fact]
    public async Task A_step_begins_when_its_own_dependencies_are_over_whatever_else_still_runs()
    {
        await using var scene = await RunScene.StartAsync();
        scene.Hold("slow");

        await scene.BeginAsync("""
            id: two
            steps:
              - { id: slow, uses: test.echo }
              - { id: quick, uses: test.echo }
              - { id: after, uses: test.echo, dependsOn: [quick] }
              - { id: both, uses: test.echo, dependsOn: [slow, after] }
            """);
        await scene.BegunAsync("after");
        Assert.DoesNotContain(scene.Attempts, attempt => attempt.Step == "both");
        scene.LetGo("slow");

        Assert.Equal(ExecutionStatus.Completed, (await scene.EndAsync()).Snapshot.Status);
        Assert.Equal("both", scene.Attempts[^1].Step);
    }

    [Fact]
    public async Task No_more_steps_run_at_once_than_the_definition_allows()
    {
        await using var scene = await RunScene.StartAsync();
        var steps = string.Join("\n", Enumerable.Range(1, 12).Select(number => $"  - {{ id: s{number}, uses: test.echo }}"));

        await scene.RunAsync($"id: many\nmaxConcurrentSteps: 3\nsteps:\n{steps}");

        Assert.InRange(scene.MostAtOnce, 1, 3);
        Assert.Equal(12, scene.Attempts.Count);
    }

    [Fact]
    public async Task A_step_whose_condition_does_not_hold_is_skipped_and_what_depends_on_it_goes_on()
    {
        await using var scene = await RunScene.StartAsync();

        var result = await scene.RunAsync("""
            id: choose
            inputs: { size: { type: integer, default: 3 } }
            steps:
              - id: decide
                type: decision
                config: { cases: { big: inputs.size > 10, middle: inputs.size > 2 }, default: small }
              - { id: big, uses: test.echo, dependsOn: [decide], when: "steps.decide.outputs.choice == 'big'" }
              - { id: middle, uses: test.echo, dependsOn: [decide], when: "steps.decide.outputs.choice == 'middle'" }
              - { id: end, uses: set, dependsOn: [big, middle], config: { chosen: "${{ steps.decide.outputs.choice }}" } }
            outputs: { chosen: steps.end.outputs.chosen }
            """);

        Assert.Equal("middle", result.Outputs!.Value.GetProperty("chosen").GetString());
        Assert.Equal(["middle"], scene.Attempts.Select(attempt => attempt.Step));
        Assert.Equal(["big"], scene.Steps(EventType.StepSkipped));
    }

    [Fact]
    public async Task The_steps_of_a_group_run_at_once_and_what_depends_on_the_group_waits_for_all()
    {
        await using var scene = await RunScene.StartAsync();

        var result = await scene.RunAsync("""
            id: group
            steps:
              - { id: first, uses: test.echo }
              - id: both
                type: parallel
                dependsOn: [first]
                steps:
                  - { id: left, uses: test.echo, config: { side: left } }
                  - { id: right, uses: test.echo, config: { side: right } }
              - { id: last, uses: test.echo, dependsOn: [both] }
            outputs: { left: steps.both.outputs.left.side }
            """);

        Assert.Equal("left", result.Outputs!.Value.GetProperty("left").GetString());
        Assert.Equal("first", scene.Attempts[0].Step);
        Assert.Equal("last", scene.Attempts[^1].Step);
        Assert.Equal(4, scene.Attempts.Count);
    }

    [Fact]
    public async Task A_step_that_may_not_run_beside_others_runs_alone()
    {
        await using var scene = await RunScene.StartAsync();
        scene.Hold("a");

        await scene.BeginAsync("""
            id: alone
            steps:
              - { id: a, uses: test.echo }
              - { id: b, uses: test.echo, parallel: false }
              - { id: c, uses: test.echo }
            """);
        await scene.BegunAsync("a");
        Assert.Equal(["a"], scene.Attempts.Select(attempt => attempt.Step));
        scene.LetGo("a");
        await scene.EndAsync();

        Assert.Equal(1, scene.MostAtOnce);
        Assert.Equal(["a", "b", "c"], scene.Attempts.Select(attempt => attempt.Step));
    }

    [Fact]
    public async Task A_thousand_steps_a_hundred_wide_each_run_once_and_the_status_stays_small()
    {
        await using var scene = await RunScene.StartAsync(replayEveryTurn: false);
        var steps = from layer in Enumerable.Range(0, 10)
                    from place in Enumerable.Range(0, 100)
                    let before = layer == 0 ? "" : $", dependsOn: [s{layer - 1}-{place}, s{layer - 1}-{(place + 1) % 100}]"
                    select $"  - {{ id: s{layer}-{place}, uses: test.echo{before} }}";

        var result = await scene.RunAsync($"id: wide\nmaxConcurrentSteps: 100\nsteps:\n{string.Join("\n", steps)}");

        Assert.Equal(ExecutionStatus.Completed, result.Snapshot.Status);
        Assert.Equal(1_000, scene.Attempts.Select(attempt => attempt.Step).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(1_000, scene.Attempts.Count);
        Assert.Equal(1_000, result.Snapshot.Counts["succeeded"]);
        var instance = await scene.Fixture.Client.GetInstanceAsync(scene.Id, getInputsAndOutputs: true);
        Assert.InRange(instance!.SerializedCustomStatus!.Length, 1, WorkflowSnapshot.MaxJsonLength);
    }

    [Fact]
    public async Task A_definition_comes_to_the_same_end_wherever_the_host_crashes()
    {
        var crashes = 0;
        for (var commit = 1; commit == 1 || crashes > 0; commit++)
        {
            await using var scene = await RunScene.StartAsync();
            scene.Fixture.CrashAtCommit(commit);

            var result = await scene.Fixture.RunAsync<DefinitionRunResult>(
                nameof(DefinitionRunner),
                new DefinitionRunRequest
                {
                    Definition = RunScene.Definition("""
                        id: crash
                        steps:
                          - { id: a, uses: test.echo, config: { n: 1 } }
                          - { id: b, uses: test.echo }
                          - { id: c, type: wait, dependsOn: [a], config: { for: 1h } }
                          - { id: d, uses: set, dependsOn: [b, c], config: { n: "${{ steps.a.outputs.n }}" } }
                        outputs: { n: steps.d.outputs.n }
                        """),
                    Inputs = System.Text.Json.JsonSerializer.SerializeToElement(new { }),
                },
                scene.Id);

            Assert.Equal(1, result!.Outputs!.Value.GetProperty("n").GetInt32());
            Assert.Equal(["a", "b", "c", "d"], scene.Steps(EventType.StepCompleted).Order(StringComparer.Ordinal));
            crashes = scene.Fixture.Crashes;
        }
    }
}
