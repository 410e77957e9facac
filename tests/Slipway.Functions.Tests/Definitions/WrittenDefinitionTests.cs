using System.Text.Json;

namespace Slipway.Functions.Tests.Definitions;

/// <summary>A definition that a step of a workflow wrote, run as a subflow.</summary>
public sealed class WrittenDefinitionTests
{
    private const string Shell = """{ "id": "parts", "steps": [{ "id": "a", "uses": "shell.run", "config": { "command": "true" } }] }""";

    [Fact]
    public async Task What_a_step_wrote_is_run_as_a_workflow_of_its_own_and_gives_its_outputs()
    {
        var ended = await RunAsync("""
            { "id": "parts", "inputs": { "n": { "type": "integer" } },
              "steps": [{ "id": "a", "uses": "set", "config": { "n": "$${{ inputs.n }}" } }],
              "outputs": { "n": "steps.a.outputs.n" } }
            """);

        Assert.Equal("completed", ended.GetProperty("status").GetString());
        Assert.Equal(7, ended.GetProperty("definition").GetProperty("outputs").GetProperty("n").GetInt32());
    }

    [Theory]
    [InlineData("""{ "id": "bad", "steps": [{ "id": "a", "uses": "git.merge" }] }""", "uses git.merge in 'a', which one that a step wrote")]
    [InlineData("""{ "id": "bad", "steps": [{ "id": "a", "type": "subflow", "uses": "release" }] }""", "uses subflow in 'a'")]
    [InlineData(
        """{ "id": "bad", "steps": [{ "id": "f", "type": "parallel", "steps": [{ "id": "b", "uses": "http.call" }] }] }""",
        "uses http.call in 'b'")]
    [InlineData("""{ "id": "bad", "pullRequest": 5, "steps": [{ "id": "a", "uses": "set" }] }""", "a pull request of its own choice")]
    [InlineData("""{ "id": "bad", "steps": [{ "id": "a", "uses": "set", "dependsOn": "b" }] }""", "There is no step 'b' to depend on.")]
    [InlineData("""{ "id": "bad", "steps": [{ "id": "a", "uses": "st" }] }""", "uses st in 'a'")]
    [InlineData("""{ "steps": [] }""", "The definition cannot be read")]
    public async Task What_goes_beyond_what_is_allowed_fails_the_step_with_what_would_be_right(string written, string because)
    {
        var parked = await RunAsync(written);

        Assert.Equal("failed", parked.GetProperty("status").GetString());
        Assert.Contains(because, parked.GetProperty("definition").GetProperty("failure").GetProperty("message").GetString()!);
    }

    [Fact]
    public async Task It_has_no_more_steps_than_somebody_could_look_through()
    {
        var steps = string.Join(',', Enumerable.Range(0, 101).Select(number => $$"""{ "id": "s{{number}}", "uses": "set" }"""));

        var parked = await RunAsync($$"""{ "id": "many", "steps": [{{steps}}] }""");

        Assert.Contains(
            "has 101 steps; at most 100", parked.GetProperty("definition").GetProperty("failure").GetProperty("message").GetString()!);
    }

    [Theory]
    [InlineData(Shell, ", plugins: [agent.run]", "it may use agent.run. Name more in 'plugins'")]
    [InlineData(Shell, "", "say in config.plugins what its steps may use")]
    [InlineData("simple_issue", ", plugins: [set]", "which one that a step wrote may not: it may use set.")]
    [InlineData(
        """{ "id": "up", "steps": [{ "id": "in", "type": "subflow", "config": { "definition": SHELL, "plugins": ["shell.run"] } }] }""",
        ", plugins: [subflow, set]",
        "uses shell.run in 'a', which one that a step wrote may not")]
    [InlineData(
        """{ "id":"o", "steps": [{ "id": "f", "type": "foreach", "config": { "items": [] }, "steps": [{ "id": "a", "uses": "set" }] }] }""",
        ", plugins: [set]",
        "uses foreach in 'f'")]
    public async Task The_workflow_says_which_plugins_it_and_all_it_runs_may_use(string written, string plugins, string because)
    {
        await using var app = await AppScene.StartAsync();
        var parked = await RunAsync(app, written.Replace("SHELL", Shell, StringComparison.Ordinal), plugins);
        while (parked.GetProperty("status").GetString() == "running")
        {
            // It waits for the child that is parked.
            parked = (await app.GetAsync($"workflows/{ChildOf(parked)}")).Json;
        }

        Assert.Equal("failed", parked.GetProperty("status").GetString());
        Assert.Contains(because, parked.GetProperty("definition").GetProperty("failure").GetProperty("message").GetString()!);
    }

    [Fact]
    public async Task It_has_the_id_of_its_parent_whatever_it_calls_itself()
    {
        await using var app = await AppScene.StartAsync();
        var ended = await RunAsync(app, """{ "id": "release", "steps": [{ "id": "a", "uses": "set" }] }""", ", plugins: [set]");

        var definition = (await app.GetAsync($"workflows/{ChildOf(ended)}")).Json.GetProperty("definition");
        Assert.Equal("writer-written", definition.GetProperty("id").GetString());
    }

    private static string ChildOf(JsonElement workflow) =>
        workflow.GetProperty("definition").GetProperty("steps").EnumerateArray().Last().GetProperty("children")[0].GetString()!;

    /// <summary>Has a workflow write a definition and run it, to where it is over or waits for a decision.</summary>
    private static async Task<JsonElement> RunAsync(string written, string more = ", plugins: [agent.run]")
    {
        await using var app = await AppScene.StartAsync();
        return await RunAsync(app, written, more);
    }

    private static async Task<JsonElement> RunAsync(AppScene app, string written, string more)
    {
        var inputs = written.Contains("inputs", StringComparison.Ordinal) ? "{ n: 7 }" : "{}";
        var definition = $$$"""
            id: writer
            steps:
              - { id: plan, uses: set, config: { definition: {{{written}}} } }
              - id: parts
                type: subflow
                dependsOn: plan
                config: { definition: "${{ steps.plan.outputs.definition }}", inputs: {{{inputs}}}{{{more}}} }
            outputs: { n: steps.parts.outputs.n }
            """;
        Assert.Equal(201, (await app.SendAsync(HttpMethod.Put, "definitions/writer", definition, "application/yaml")).Status);
        var id = (await app.SendAsync(HttpMethod.Post, "workflows", """{ "definition": "writer" }"""))["id"]!;
        await app.Fixture.AdvanceAsync(TimeSpan.FromMinutes(5));
        return (await app.GetAsync($"workflows/{id}")).Json;
    }
}
