using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Integrations.Tests.Agents.A2A;

namespace Slipway.EndToEnd.Tests;

/// <summary>The whole lifecycle with an agent behind an HTTP endpoint, and with real Git between them.</summary>
public sealed class A2ATests
{
    private const string Branch = "agent/answer";

    [Theory]
    [InlineData("1.0")]
    [InlineData("0.3")]
    public async Task A_requirement_is_planned_coded_and_put_right_by_a_service_that_speaks_A2A(string version)
    {
        using var scene = new Scene();
        await using var agent = await A2AServer.StartAsync(version);
        agent.Script = message => Task.FromResult(ModeOf(message) switch
        {
            "plan" => Steps(new { state = "working", say = "Reading" }, new { state = "completed", say = "1. Think. 2. Write it." }),
            "code" => Steps(new { artifact = "change.patch", text = Diff(scene, message, "41") }, new { state = "completed" }),
            _ => Steps(new { artifact = "result", data = new { branch = Push(scene, message, "42") } }, new { state = "completed" }),
        });
        await using var host = await StartAsync(scene, agent);

        var id = await scene.StartAsync(host, ("agent", new { name = "remote" }));
        var done = await Scene.UntilStateAsync(host, id, "COMPLETED", "FAILED");

        Assert.True(done.GetProperty("state").GetString() == "COMPLETED", $"{done}\n{host.Output}");
        Assert.Equal(1, done.GetProperty("feedbackRound").GetInt32());
        Assert.Equal(["plan", "code", "fix"], agent.Messages.Select(sent => ModeOf(sent["message"]!)));
        Assert.Contains(
            "answer.txt must hold 42, not 41", A2AServer.TextOf(agent.Messages.Last()["message"]!), StringComparison.Ordinal);
        scene.Git("fetch", "--quiet", "origin");
        Assert.Equal("42", scene.Git("show", "origin/main:answer.txt"));
        Assert.DoesNotContain(IA2APeer.Token, host.Output, StringComparison.Ordinal);
        var listed = (await Scene.GetAsync(host, "/api/agents")).GetProperty("agents").EnumerateArray()
            .Single(each => each.GetProperty("name").GetString() == "remote");
        Assert.Equal(("4.2.0", true), (listed.GetProperty("version").GetString(), listed.GetProperty("available").GetBoolean()));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_host_that_dies_or_stops_while_the_agent_works_finds_its_task_again(bool stops)
    {
        using var scene = new Scene();
        await using var agent = await A2AServer.StartAsync("1.0");
        agent.Script = message => Task.FromResult(ModeOf(message) == "plan"
            ? Steps(new { state = "completed", say = "1. Think." })
            : Steps(
                new { artifact = "change.patch", text = Diff(scene, message, "42") }, new { state = "working" }, new { wait = true },
                new { state = "completed" }));
        var first = await StartAsync(scene, agent);
        var id = await scene.StartAsync(first, ("agent", new { name = "remote" }));
        await Poll.UntilAsync(() => Task.FromResult(agent.Tasks.Count), count => count == 2, _ => first.Output);
        await Poll.UntilAsync(() => Task.FromResult(agent.Count("GetTask")), count => count >= 2, _ => first.Output);
        if (stops)
        {
            await first.StopAsync();
        }
        else
        {
            await first.KillAsync();
        }

        agent.Tasks.Single(task => task.State == "working").Release();
        await using var second = await StartAsync(scene, agent);
        var done = await Scene.UntilStateAsync(second, id, "COMPLETED", "FAILED");
        await first.DisposeAsync();

        Assert.True(done.GetProperty("state").GetString() == "COMPLETED", $"{done}\n{second.Output}");
        Assert.Equal(["plan", "code"], agent.Messages.Select(sent => ModeOf(sent["message"]!)));
        Assert.Equal(0, agent.Count("CancelTask"));
    }

    [Fact]
    public async Task Cancelling_a_workflow_cancels_the_agents_task()
    {
        using var scene = new Scene();
        await using var agent = await A2AServer.StartAsync("1.0");
        agent.Script = _ => Task.FromResult(Steps(new { state = "working" }, new { wait = true }));
        await using var host = await StartAsync(scene, agent);
        var id = await scene.StartAsync(host, ("agent", new { name = "remote" }));
        await Poll.UntilAsync(() => Task.FromResult(agent.Count("GetTask")), count => count >= 1, _ => host.Output);

        await Scene.PostAsync(host, $"/api/workflows/{id}/cancel", new { reason = "Enough." }, System.Net.HttpStatusCode.Accepted);

        var task = Assert.Single(agent.Tasks);
        await Poll.UntilAsync(() => Task.FromResult(task.State), state => state == "canceled", _ => host.Output);
        Assert.Equal(1, agent.Count("SendMessage"));
    }

    [Fact]
    public async Task What_the_agent_asks_for_is_what_the_workflow_waits_with()
    {
        using var scene = new Scene();
        await using var agent = await A2AServer.StartAsync("1.0");
        agent.Script = _ => Task.FromResult(Steps(new { state = "input-required", say = "Which answer?" }));
        await using var host = await StartAsync(scene, agent);

        var id = await scene.StartAsync(host, ("agent", new { name = "remote" }), ("maxRetries", 0));
        var failure = (await Scene.UntilStateAsync(host, id, "FAILED")).GetProperty("failure");

        Assert.EndsWith("It says: Which answer?", failure.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal("permission", failure.GetProperty("category").GetString());
    }

    private static Task<HostProcess> StartAsync(Scene scene, A2AServer agent) => HostProcess.StartAsync(
        scene.Home, new Dictionary<string, string> { ["REMOTE_AGENT_TOKEN"] = IA2APeer.Token },
        "--Slipway:Agents:remote:Endpoint", agent.Address.AbsoluteUri, "--Slipway:Agents:remote:TokenVariable", "REMOTE_AGENT_TOKEN",
        "--Slipway:Agents:remote:PollInterval", "00:00:01");

    private static string ModeOf(JsonNode message) =>
        A2AServer.TextOf(message).Split('\n')[0].Replace("Mode: ", "", StringComparison.Ordinal);

    private static JsonArray Steps(params object[] steps) => JsonSerializer.SerializeToNode(steps)!.AsArray();

    /// <summary>What the agent does on a clone of its own, at the commit that it is told.</summary>
    private static string Clone(Scene scene, JsonNode message, string answer)
    {
        var data = A2AServer.DataOf(message);
        var clone = Path.Combine(scene.Root, $"clone-{answer}");
        scene.Git("clone", "--quiet", (string)data["repository"]!, clone);
        scene.Git("-C", clone, "checkout", "--quiet", (string)data["headSha"]!);
        File.WriteAllText(Path.Combine(clone, "answer.txt"), answer + "\n");
        scene.Git("-C", clone, "add", ".");
        return clone;
    }

    private static string Diff(Scene scene, JsonNode message, string answer) =>
        scene.Git("-C", Clone(scene, message, answer), "diff", "--binary", "--cached") + "\n";

    private static string Push(Scene scene, JsonNode message, string answer)
    {
        var clone = Clone(scene, message, answer);
        scene.Git(
            "-C", clone, "-c", "user.name=Agent", "-c", "user.email=agent@example.com", "commit", "--quiet", "-m", $"Answer {answer}");
        scene.Git("-C", clone, "push", "--quiet", "origin", $"HEAD:refs/heads/{Branch}");
        return Branch;
    }
}
