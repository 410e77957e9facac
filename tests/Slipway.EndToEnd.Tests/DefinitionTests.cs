using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Slipway.EndToEnd.Tests;

public sealed class DefinitionTests
{
    [Fact]
    public async Task A_definition_goes_from_a_command_to_a_merged_pull_request_and_survives_a_kill()
    {
        using var scene = new Scene();
        await File.WriteAllTextAsync(scene.Hold("write"), "");
        string id;
        await using (var host = await HostProcess.StartAsync(scene.Home))
        {
            id = await StartAsync(host, scene, Definition(scene));
            await Poll.UntilAsync(() => Task.FromResult(scene.Runs("write")), runs => runs > 0, _ => host.Output);
            await host.KillAsync();
        }

        File.Delete(scene.Hold("write"));
        await using var next = await HostProcess.StartAsync(scene.Home);
        await UntilAsync(next, id, workflow => StateOf(workflow, "ok") == "waiting");
        await Scene.PostAsync(next, $"/api/workflows/{id}/approve", new { actor = "tester" }, HttpStatusCode.Conflict);
        await Scene.PostAsync(next, $"/api/workflows/{id}/approve", new { actor = "ann", comment = "fine" }, HttpStatusCode.Accepted);
        var workflow = await UntilAsync(next, id, each => each.GetProperty("status").GetString() is "completed" or "failed");

        Assert.True(workflow.GetProperty("status").GetString() == "completed", $"{workflow}\n{next.Output}");
        var outputs = workflow.GetProperty("definition").GetProperty("outputs");
        Assert.Equal("Hello Ada", scene.Git("show", "main:greeting.txt"));
        Assert.Equal(scene.Git("rev-parse", "main"), outputs.GetProperty("sha").GetString());
        Assert.Equal(10, outputs.GetProperty("bytes").GetInt32());
        Assert.Equal("1", scene.Git("rev-list", "--count", "--merges", "main"));
        var events = await Scene.EventsAsync(next, id);
        Assert.Equal(Enumerable.Range(1, events.Count), events.Select(happened => happened.GetProperty("sequence").GetInt32()));
        Assert.Single(events, happened => happened.GetProperty("type").GetString() == "step_execution_completed"
            && happened.GetProperty("data").GetProperty("step").GetString() == "write");
    }

    [Fact]
    public async Task A_failed_step_is_tried_again_with_another_input_and_a_running_one_is_killed_when_the_workflow_is_cancelled()
    {
        using var scene = new Scene();
        await File.WriteAllTextAsync(scene.Hold("long"), "");
        await using var host = await HostProcess.StartAsync(scene.Home);
        var id = await StartAsync(host, scene, new JsonObject
        {
            ["id"] = "steps",
            ["steps"] = new JsonArray(
                new JsonObject { ["id"] = "bad", ["uses"] = "shell.run", ["config"] = new JsonObject { ["command"] = "exit 3" } },
                new JsonObject
                {
                    ["id"] = "long", ["uses"] = "shell.run", ["dependsOn"] = new JsonArray("bad"),
                    ["config"] = new JsonObject { ["command"] = Script(scene, "long", "echo never > never.txt") },
                }),
        });
        var parked = await UntilAsync(host, id, workflow => workflow.GetProperty("status").GetString() == "failed");

        Assert.Equal("SLW6101", parked.GetProperty("definition").GetProperty("failure").GetProperty("code").GetString());
        await Scene.PostAsync(host, $"/api/workflows/{id}/steps/long/retry", new { actor = "ann" }, HttpStatusCode.Conflict);
        await Scene.PostAsync(
            host, $"/api/workflows/{id}/steps/bad/retry", new { actor = "ann", input = new { command = "true" } }, HttpStatusCode.Accepted);
        await Poll.UntilAsync(() => Task.FromResult(scene.Runs("long")), runs => runs > 0, _ => host.Output);
        await Scene.PostAsync(host, $"/api/workflows/{id}/cancel", new { actor = "ann" }, HttpStatusCode.Accepted);
        var ended = await UntilAsync(host, id, workflow => workflow.GetProperty("status").GetString() == "aborted");

        Assert.Equal(("succeeded", "cancelled"), (StateOf(ended, "bad"), StateOf(ended, "long")));
        Assert.Equal(1, scene.Runs("long"));
    }

    private static JsonObject Definition(Scene scene) => JsonNode.Parse($$$"""
        {
          "id": "propose",
          "inputs": { "who": { "type": "string", "required": true } },
          "steps": [
            { "id": "write", "uses": "shell.run", "config": {
                "command": {{{JsonSerializer.Serialize(Script(scene, "write", "echo \"Hello $WHO\" > greeting.txt"))}}},
                "env": { "WHO": "${{ inputs.who }}" } } },
            { "id": "checks", "type": "parallel", "dependsOn": ["write"], "steps": [
                { "id": "exists", "uses": "gate.run", "config": { "command": "test -s greeting.txt" } },
                { "id": "count", "uses": "shell.run", "config": { "command": "wc -c < greeting.txt", "json": true } } ] },
            { "id": "commit", "uses": "git.commit", "dependsOn": ["checks"], "config": { "message": "Greet ${{ inputs.who }}" } },
            { "id": "pr", "uses": "git.open_pull_request", "dependsOn": ["commit"], "config": { "title": "Greet ${{ inputs.who }}" } },
            { "id": "ok", "type": "approval", "dependsOn": ["pr"], "config": { "message": "the merge" } },
            { "id": "merge", "uses": "git.merge", "dependsOn": ["ok"] }
          ],
          "outputs": { "sha": "steps.merge.outputs.mergeSha", "bytes": "steps.count.outputs.json" }
        }
        """)!.AsObject();

    /// <summary>A command that notes its start, and waits while it is held.</summary>
    private static string Script(Scene scene, string name, string then) =>
        $"echo {name} >> {scene.Root}/runs.log; while test -e {scene.Hold(name)}; do sleep 0.05; done; {then}";

    private static async Task<string> StartAsync(HostProcess host, Scene scene, JsonObject definition)
    {
        var request = new JsonObject { ["definition"] = definition, ["repository"] = scene.Repository, ["actor"] = "tester" };
        if (definition["inputs"] is not null)
        {
            request["inputs"] = new JsonObject { ["who"] = "Ada" };
        }

        using var answer = await host.Client.PostAsJsonAsync("/api/workflows", request);
        var body = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.Accepted, body);
        return JsonNode.Parse(body)!["id"]!.GetValue<string>();
    }

    private static Task<JsonElement> UntilAsync(HostProcess host, string id, Func<JsonElement, bool> wanted) => Poll.UntilAsync(
        () => Scene.GetAsync(host, $"/api/workflows/{id}"), wanted, workflow => $"{workflow}\n{host.Output}");

    private static string? StateOf(JsonElement workflow, string step) => workflow.GetProperty("definition").GetProperty("steps")
        .EnumerateArray().Single(each => each.GetProperty("id").GetString() == step).GetProperty("state").GetString();
}
