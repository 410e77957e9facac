namespace Slipway.Functions.Tests.Definitions;

public sealed class StartTests
{
    private const string Waits = """{ "id": "waits", "steps": [{ "id": "w", "uses": "wait.event", "config": { "event": "go" } }] }""";

    [Fact]
    public async Task What_cannot_start_now_is_refused_with_429_where_nothing_waits()
    {
        await using var app = await AppScene.StartAsync(
            prepare: null, "--Slipway:MaxConcurrentWorkflows", "1", "--Slipway:OnLimit", "reject");
        Assert.Equal(202, (await StartAsync(app)).Status);
        await app.Fixture.RunUntilIdleAsync();

        var refused = await StartAsync(app);

        Assert.Equal((429, "SLW1006"), (refused.Status, refused["code"]));
        Assert.Single((await app.GetAsync("workflows")).Json.GetProperty("workflows").EnumerateArray());
    }

    [Fact]
    public async Task Of_those_that_wait_the_one_with_the_higher_priority_goes_first_and_its_place_is_shown()
    {
        await using var app = await AppScene.StartAsync(prepare: null, "--Slipway:MaxConcurrentWorkflows", "1");
        await StartAsync(app);
        await app.Fixture.RunUntilIdleAsync();
        var early = await StartAsync(app);
        await app.Fixture.RunUntilIdleAsync();

        var urgent = await StartAsync(app, priority: 7);
        await app.Fixture.RunUntilIdleAsync();

        Assert.Equal((2, 1), (await PlaceAsync(app, early["id"]!), await PlaceAsync(app, urgent["id"]!)));
        Assert.Equal(400, (await StartAsync(app, priority: 101)).Status);
    }

    [Fact]
    public async Task A_request_that_is_sent_again_finds_its_workflow_whatever_became_of_the_definition()
    {
        await using var app = await AppScene.StartAsync();
        await app.SendAsync(HttpMethod.Put, "definitions/waits", Waits);
        const string request = """{ "definition": "waits" }""";
        (string, string) key = ("Idempotency-Key", "monday");
        var first = await app.SendAsync(HttpMethod.Post, "workflows", request, headers: key);
        await app.SendAsync(HttpMethod.Delete, "definitions/waits");

        var again = await app.SendAsync(HttpMethod.Post, "workflows", """{"definition":"waits"}""", headers: key);
        var other = await app.SendAsync(HttpMethod.Post, "workflows", """{ "definition": "waits", "priority": 1 }""", headers: key);

        Assert.Equal((202, 202), (first.Status, again.Status));
        Assert.Equal(first["id"], again["id"]);
        Assert.Equal((409, "SLW1004"), (other.Status, other["code"]));
    }

    [Fact]
    public async Task A_run_gives_steps_other_limits_and_is_told_which_step_there_is_not()
    {
        await using var app = await AppScene.StartAsync();
        const string definition = """{ "id": "x", "steps": [{ "id": "run_tests", "uses": "wait.event", "config": { "event": "go" } }] }""";

        var refused = await app.SendAsync(
            HttpMethod.Post, "workflows", $$"""{ "definition": {{definition}}, "timeouts": { "run_test": "1h" } }""");
        var started = await app.SendAsync(
            HttpMethod.Post, "workflows",
            $$"""{ "definition": {{definition}}, "timeouts": { "run_tests": "1h" }, "retries": { "run_tests": 0 } }""");
        await app.Fixture.AdvanceAsync(TimeSpan.FromHours(1.1));

        Assert.Equal(400, refused.Status);
        Assert.Equal(
            "There is no step 'run_test'. Did you mean 'run_tests'?",
            refused.Json.GetProperty("errors").GetProperty("timeouts")[0].GetString());
        var ended = (await app.GetAsync($"workflows/{started["id"]}")).Json;
        Assert.Equal("SLW6102", ended.GetProperty("definition").GetProperty("failure").GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_definition_that_holds_a_credential_is_refused_wherever_it_comes_from()
    {
        await using var app = await AppScene.StartAsync();
        const string definition = """
            { "id": "x", "steps": [{ "id": "w", "uses": "set", "config": { "token": "ghp_0123456789abcdefghijklmnopqrstuvwxyz" } }] }
            """;

        var answer = await app.SendAsync(HttpMethod.Post, "workflows", $$"""{ "definition": {{definition}} }""");

        Assert.Equal(400, answer.Status);
        Assert.Contains("looks like a credential", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_goes_round_an_approval_that_they_could_not_give()
    {
        await using var app = await AppScene.StartAsync();
        var id = (await app.SendAsync(HttpMethod.Post, "workflows", """
            {
              "actor": "ann",
              "definition": {
                "id": "deploy",
                "steps": [
                  { "id": "ok", "type": "approval", "config": { "approvers": ["bob"] } },
                  { "id": "pack", "uses": "set", "dependsOn": ["ok"] },
                  { "id": "go", "uses": "set", "dependsOn": ["pack"] }
                ]
              }
            }
            """))["id"];
        await app.Fixture.RunUntilIdleAsync();

        var skipped = await app.SendAsync(HttpMethod.Post, $"workflows/{id}/steps/ok/skip", """{ "actor": "ann" }""");
        await app.SendAsync(HttpMethod.Post, $"workflows/{id}/pause", "{}");
        await app.Fixture.RunUntilIdleAsync();
        var run = await app.SendAsync(HttpMethod.Post, $"workflows/{id}/steps/go/run", """{ "actor": "ann" }""");
        var allowed = await app.SendAsync(HttpMethod.Post, $"workflows/{id}/steps/ok/skip", """{ "actor": "bob" }""");

        Assert.Equal((409, 409, 202), (skipped.Status, run.Status, allowed.Status));
        Assert.Contains("ann is none of those who may decide it: bob", skipped.Text, StringComparison.Ordinal);
        Assert.Contains("it comes after 'ok', which nobody has approved", run.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "command": "my-agent --token ghp_0123456789abcdefghijklmnopqrstuvwxyz" }""", "holds what looks like a credential")]
    [InlineData("""{ "name": "team/x" }""", "is no name")]
    public async Task An_agent_for_a_step_is_held_to_the_rules_of_a_requests(string agent, string problem)
    {
        await using var app = await AppScene.StartAsync();
        var id = (await StartAsync(app))["id"];
        await app.Fixture.RunUntilIdleAsync();

        var answer = await app.SendAsync(HttpMethod.Post, $"workflows/{id}/steps/w/input", $$"""{ "agent": {{agent}} }""");

        Assert.Equal(400, answer.Status);
        Assert.Contains(problem, answer.Text, StringComparison.Ordinal);
    }

    private static Task<HttpAnswer> StartAsync(AppScene app, int priority = 0) => app.SendAsync(
        HttpMethod.Post, "workflows", $$"""{ "definition": {{Waits}}, "priority": {{priority}} }""");

    private static async Task<int> PlaceAsync(AppScene app, string id) =>
        (await app.GetAsync($"workflows/{id}")).Json.GetProperty("queue").GetProperty("place").GetInt32();
}
