using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Slipway.EndToEnd.Tests;

/// <summary>
/// Plants a secret in each place where one can be configured, has everybody who gets one, or could read one, repeat it (agents, gates,
/// services in their answers and refusals), and looks for them in all that is written, shown or sent to somebody else.
/// </summary>
public sealed class CanarySecretsTests
{
    [Fact]
    public async Task No_secret_is_in_anything_that_is_written_shown_or_sent_to_another_one()
    {
        using var scene = new Scene();
        await using var world = await CanaryWorld.StartAsync(scene);
        await using var host = await HostProcess.StartAsync(scene.Home, world.Environment);

        var lifecycle = await scene.StartAsync(
            host, ("agent", new { name = "leaky" }), ("gates", new object[]
            {
                new { name = "leaky", command = world.Leak }, new { name = "review", kind = "ai-review" },
            }));
        var done = await Scene.UntilStateAsync(host, lifecycle, "COMPLETED", "FAILED");
        Assert.True(done.GetProperty("state").GetString() == "COMPLETED", $"{done}");
        var run = await StartAsync(host, scene, world);
        await Poll.UntilAsync(
            () => Scene.GetAsync(host, $"/api/workflows/{run}"),
            workflow => workflow.GetProperty("status").GetString() is "completed" or "failed", workflow => $"{workflow}\n{host.Output}");
        await Poll.UntilAsync(
            () => Task.FromResult(string.Concat(world.Queued)), sent => sent.Contains("workflow_failed", StringComparison.Ordinal),
            _ => host.Output);
        await Poll.UntilAsync(
            () => Task.FromResult(world.Telemetry.Where(sent => sent.Body.Contains(run, StringComparison.Ordinal)).ToList()),
            sent => sent.Exists(part => part.Path.EndsWith("/v1/traces", StringComparison.Ordinal)), _ => host.Output);
        var shown = await ReadAllAsync(host, scene, lifecycle) + await ReadAllAsync(host, scene, run)
            + await ErrorsAsync(host, scene);

        AssertUsed(world, scene, shown);
        world.AssertAbsent("what the API shows", shown);
        world.AssertAbsent("what the host prints", host.Output);
        world.AssertAbsent("messages of the queue", string.Join('\n', world.Queued));
        world.AssertAbsent("telemetry", string.Join('\n', world.Telemetry.Select(sent => sent.Body)));
        world.AssertAbsent("command lines", await File.ReadAllTextAsync(Path.Combine(scene.Root, "commands.log")));
        world.AssertAbsent("what the model was told", string.Join('\n', world.Asked.Select(request => request.Body)));
        world.AssertAbsent("what is on GitHub", string.Join('\n', world.GitHub.Comments.Concat(world.GitHub.Pulls)));
        world.AssertAbsent(
            "Git's objects", await ObjectsAsync(scene.Repository) + await ObjectsAsync(Path.Combine(scene.Root, "remote.git")));
        await host.KillAsync();
        var files = Directory.EnumerateFiles(scene.Home, "*", SearchOption.AllDirectories).ToList();
        Assert.Contains(files, file => file.EndsWith(".db", StringComparison.Ordinal));
        foreach (var file in files)
        {
            world.AssertAbsent(Path.GetRelativePath(scene.Home, file), Encoding.UTF8.GetString(await File.ReadAllBytesAsync(file)));
        }
    }

    /// <summary>Each of them was there to be found: it was used, and repeated by who got it.</summary>
    private static void AssertUsed(CanaryWorld world, Scene scene, string shown)
    {
        Assert.Contains($"Bearer {world["GITHUB"]}", world.GitHub.Tokens);
        Assert.Contains(world.Asked, request => request.Headers["Authorization"] == $"Bearer {world["AI"]}");
        Assert.Contains(world.Web.Requests, request => request.Path == $"/chat/{world["CHAT"]}");
        Assert.Contains(world.Web.Requests, request => request.Path == $"/refuse/{world["BROKEN"]}");
        Assert.Contains(world.Web.Requests, request => request.Headers.GetValueOrDefault("X-Shop") == $"Key {world["SHOP"]}");
        Assert.Contains(world.Web.Requests, request => request.Headers.GetValueOrDefault("Authorization") == $"Bearer {world["CODEGEN"]}");
        Assert.Contains(world.Web.Requests, request => request.Path.StartsWith("/refuse/rest/api/3", StringComparison.Ordinal));
        Assert.Contains(world.Telemetry, sent => sent.Headers.GetValueOrDefault("Authorization") == $"Bearer {world["TELEMETRY"]}"
            && sent.Headers.GetValueOrDefault("x-team") == world["TELEMETRYTEAM"]);
        Assert.Contains(world["AGENT"], File.ReadAllLines(Path.Combine(scene.Root, "key.log")));
        Assert.Contains("MODEL_ACCESS=***", shown, StringComparison.Ordinal);
        Assert.Contains("my key is ***", shown, StringComparison.Ordinal);
    }

    private static async Task<string> StartAsync(HostProcess host, Scene scene, CanaryWorld world)
    {
        var shop = new Dictionary<string, string>(StringComparer.Ordinal) { ["X-Shop"] = "Key secret:SHOP" };
        var choices = new[] { "a", "b" };
        const string Printed = "${{ toJson(steps.shell.outputs) }}";
        var steps = new JsonArray(
            Step("shell", "shell.run", new { command = world.Leak }),
            Step("agent", "agent.run", new { prompt = "Leak.", allowNoChange = true }),
            Step("remote", "agent.run", new { prompt = "Leak." }, agent: "codegen"),
            Step("call", "http.call", new { url = $"{world.Web.Url}/echo", headers = shop }),
            Step("refused", "http.call", new { url = $"{world.Web.Url}/refuse", headers = shop }),
            Step("told", "notify", new { message = "Done.", channel = "team" }),
            Step("untold", "notify", new { message = "Done.", channel = "broken" }),
            Step("asked", "ai.decide", new { question = "Why?", choices, context = Printed }, "shell"),
            Step("looked", "context.analyze", new { requirement = "answer" }),
            Step("selected", "issue.select", new { repository = "acme/shop" }),
            Step("said", "issue.comment", new { repository = "acme/shop", issue = 5, body = Printed }, "shell"),
            Step("unsaid", "issue.comment", new { issue = "SHOP-1", body = Printed }, "shell"));
        var request = new JsonObject
        {
            ["definition"] = new JsonObject
            {
                ["id"] = "canary", ["errorHandling"] = new JsonObject { ["strategy"] = "continue" }, ["steps"] = steps,
            },
            ["repository"] = scene.Repository, ["agent"] = new JsonObject { ["name"] = "leaky" },
        };
        using var answer = await host.Client.PostAsJsonAsync("/api/workflows", request);
        var body = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.Accepted, body);
        return JsonNode.Parse(body)!["id"]!.GetValue<string>();
    }

    private static JsonObject Step(string id, string uses, object config, string? after = null, string? agent = null)
    {
        var step = new JsonObject { ["id"] = id, ["uses"] = uses, ["config"] = JsonSerializer.SerializeToNode(config) };
        if (after is not null)
        {
            step["dependsOn"] = after;
        }

        if (agent is not null)
        {
            step["agent"] = agent;
        }

        return step;
    }

    /// <summary>All that a workflow shows of itself: state, events, history, artifacts.</summary>
    private static async Task<string> ReadAllAsync(HostProcess host, Scene scene, string id)
    {
        var shown = new StringBuilder();
        var workflow = await Scene.GetAsync(host, $"/api/workflows/{id}");
        shown.AppendLine(workflow.GetRawText());
        var events = await Scene.EventsAsync(host, id);
        foreach (var happened in events)
        {
            shown.AppendLine(happened.GetRawText());
        }

        using var keys = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(scene.Home, "keys.json")));
        using var anybody = new HttpClient { BaseAddress = host.Url };
        shown.AppendLine(await anybody.GetStringAsync(
            $"/runtime/webhooks/durabletask/instances/{id}?showHistory=true&showHistoryOutput=true"
                + $"&code={keys.RootElement.GetProperty("system").GetString()}"));
        var hashes = events.SelectMany(happened => Hashes(happened.GetRawText())).Distinct(StringComparer.Ordinal).ToList();
        Assert.NotEmpty(hashes);
        foreach (var hash in hashes)
        {
            using var artifact = await host.Client.GetAsync($"/api/workflows/{id}/artifacts/{hash}");
            shown.AppendLine(await artifact.Content.ReadAsStringAsync());
        }

        return shown.ToString();
    }

    private static IEnumerable<string> Hashes(string json) =>
        json.Split('"').Where(part => part.Length == 64 && part.All(char.IsAsciiHexDigitLower));

    /// <summary>What goes wrong before a workflow begins.</summary>
    private static async Task<string> ErrorsAsync(HostProcess host, Scene scene)
    {
        var shown = new StringBuilder();
        foreach (var (path, body) in new[]
        {
            ("/api/webhooks/github", "{}"), ("/api/workflows", "{"), ("/api/workflows", """{"definition":"canary"}"""),
            ("/api/workflows", JsonSerializer.Serialize(scene.Request(("agent", new { name = "leeky" })))),
        })
        {
            using var answer = await host.Client.PostAsync(path, new StringContent(body, Encoding.UTF8, "application/json"));
            Assert.False(answer.IsSuccessStatusCode);
            shown.AppendLine(await answer.Content.ReadAsStringAsync());
        }

        shown.AppendLine(await host.Client.GetStringAsync("/api/agents"));
        return shown.ToString();
    }

    /// <summary>Everything that a repository holds, as it is.</summary>
    private static async Task<string> ObjectsAsync(string repository)
    {
        var start = new ProcessStartInfo("git") { RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var argument in new[] { "-C", repository, "cat-file", "--batch", "--batch-all-objects" })
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var objects = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return objects;
    }
}
