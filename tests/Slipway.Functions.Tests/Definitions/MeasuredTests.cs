using Slipway.Core.Definitions.Planning;
using Slipway.Core.Ports;
using Slipway.Functions.Entities;

namespace Slipway.Functions.Tests.Definitions;

/// <summary>How long steps took, and what plans make of it.</summary>
public sealed class MeasuredTests
{
    private const string Patient = """
        id: patient
        steps:
          - { id: nap, type: wait, config: { for: 90s } }
          - { id: say, uses: set, dependsOn: [nap], config: { text: done } }
          - { id: each, type: foreach, dependsOn: [nap], config: { items: [1, 2] }, steps: [{ id: inner, uses: set }] }
          - { id: never, uses: set, dependsOn: [nap], when: "false", timeout: 5m }
        """;

    [Fact]
    public async Task A_plan_weighs_steps_by_what_they_took_and_says_so()
    {
        await using var app = await AppScene.StartAsync();
        Assert.Equal(201, (await app.SendAsync(HttpMethod.Put, "definitions/patient", Patient, "application/yaml")).Status);
        var before = await PlanAsync(app);

        for (var run = 0; run < 3; run++)
        {
            var started = await app.SendAsync(HttpMethod.Post, "workflows", """{"definition":"patient","actor":"ann"}""");
            await app.Fixture.EndOfAsync(started["id"]!);
        }

        await app.Fixture.RunUntilIdleAsync();
        await app.Fixture.CrashAsync();
        var after = await PlanAsync(app);

        Assert.Equal(("assumed", 0, "P7D"), before["nap"]);
        Assert.Equal(("measured", 3, "PT1M30S"), after["nap"]);
        Assert.Equal(("declared", 0, "PT5M"), after["never"]);
        var durations = (await app.GetAsync("definitions/patient/durations")).Json.GetProperty("steps");
        Assert.Equal(["each", "nap", "say"], durations.EnumerateObject().Select(step => step.Name).Order(StringComparer.Ordinal));
        Assert.Contains("median of 3", (await app.GetAsync("definitions/patient/plan?format=text")).Text, StringComparison.Ordinal);
        Assert.Equal("{}", (await app.GetAsync("definitions/Nobody/durations")).Json.GetProperty("steps").GetRawText());
    }

    [Fact]
    public async Task The_critical_path_of_a_run_is_by_what_its_steps_took_and_what_is_to_come_is_estimated()
    {
        await using var app = await AppScene.StartAsync();
        const string definition = """
            { "id": "race", "steps": [
              { "id": "first", "type": "wait", "timeout": "30m", "config": { "event": "go" } },
              { "id": "second", "type": "wait", "config": { "for": "2h" } },
              { "id": "left", "type": "wait", "dependsOn": "first", "when": "false", "config": { "for": "9h" } },
              { "id": "join", "uses": "set", "dependsOn": ["left", "second"] },
              { "id": "end", "type": "wait", "dependsOn": "join", "timeout": "5h", "config": { "event": "end" } } ] }
            """;
        var id = (await app.SendAsync(HttpMethod.Post, "workflows", $$"""{ "definition": {{definition}} }"""))["id"]!;
        await app.Fixture.AdvanceAsync(TimeSpan.FromMinutes(20));
        await app.SendAsync(HttpMethod.Post, $"workflows/{id}/events/go", """{ "actor": "ci" }""");
        await app.Fixture.AdvanceAsync(TimeSpan.FromHours(3));

        var plan = (await app.GetAsync($"workflows/{id}/plan")).Json;

        Assert.Equal(["second", "join", "end"], plan.GetProperty("criticalPath").EnumerateArray().Select(step => step.GetString()!));
        Assert.Equal(
            [("first", "taken", "PT20M"), ("second", "taken", "PT2H"), ("left", "taken", "PT0S"), ("join", "taken", "PT0S"),
                ("end", "declared", "PT5H")],
            plan.GetProperty("steps").EnumerateArray().Select(step => (
                step.GetProperty("id").GetString()!, step.GetProperty("weight").GetString()!, step.GetProperty("duration").GetString()!)));
        Assert.Contains("  taken  ", (await app.GetAsync($"workflows/{id}/plan?format=text")).Text, StringComparison.Ordinal);
        Assert.Equal(404, (await app.GetAsync("workflows/wf-00000000000000000000/plan")).Status);
    }

    [Fact]
    public async Task Only_the_attempt_that_succeeded_counts()
    {
        await using var scene = await RunScene.StartAsync();
        scene.Plugin = input => input.Attempt < 3 ? RunScene.Failure(Core.Policies.ErrorCategory.Transient) : StepOutcome.Success("Done.");
        await scene.RunAsync("id: again\nsteps:\n  - { id: a, uses: test.echo, retry: { baseDelay: 10m } }");
        await scene.Fixture.RunUntilIdleAsync();

        var known = await StepTimes.ReadAsync(scene.Fixture.Client, "again", CancellationToken.None);

        Assert.Equal(TimeSpan.Zero, Assert.Single(known.Steps["a"].LastMs.Select(took => TimeSpan.FromMilliseconds(took))));
        Assert.Equal(MeasuredDurations.None.Steps, (await StepTimes.ReadAsync(scene.Fixture.Client, "other", default)).Steps);
    }

    private static async Task<Dictionary<string, (string?, int, string?)>> PlanAsync(AppScene app) =>
        (await app.GetAsync("definitions/patient/plan")).Json.GetProperty("steps").EnumerateArray().ToDictionary(
            step => step.GetProperty("id").GetString()!,
            step => (
                step.GetProperty("weight").GetString(), step.GetProperty("runs").GetInt32(), step.GetProperty("duration").GetString()));
}
