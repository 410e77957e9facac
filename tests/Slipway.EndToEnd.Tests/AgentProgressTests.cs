using System.Text.Json;

namespace Slipway.EndToEnd.Tests;

/// <summary>What an agent does is seen while it runs.</summary>
public sealed class AgentProgressTests
{
    private const string Reads = """{"type":"assistant","message":{"id":"1","usage":{"input_tokens":900,"output_tokens":100},"content":"""
        + """[{"type":"tool_use","name":"Bash","input":{"command":"TOKEN=canary-0123456789 ls"}}]}}""";

    private const string Ends = """{"type":"result","subtype":"success","is_error":false,"result":"Done.","total_cost_usd":0.25}""";

    [Fact]
    public async Task An_agents_stream_is_progress_of_its_workflow_while_it_runs_and_no_part_of_its_history()
    {
        using var scene = new Scene();
        var held = scene.Hold("stream");
        scene.Agent($$"""
            echo '{{Reads}}'
            while test -e {{held}}; do sleep 0.05; done
            test "$mode" = plan || echo 42 > answer.txt
            echo '{{Ends}}'
            """);
        await File.WriteAllTextAsync(held, "");
        await using var host = await HostProcess.StartAsync(
            scene.Home, new Dictionary<string, string> { ["SLIPWAY_CANARY_TOKEN"] = "canary-0123456789" },
            "--Slipway:Agents:streamer:Command", scene.AgentCommand, "--Slipway:Agents:streamer:Output", "ClaudeStream");

        var id = await scene.StartAsync(host, ("agent", new { name = "streamer" }));
        var during = await UntilProgressAsync(host, id, progress => progress.Count > 0);

        var data = during[0].GetProperty("data");
        Assert.Equal("progress", during[0].GetProperty("type").GetString());
        Assert.Equal(
            ("plan", 1, "streamer", "command", 1000),
            (data.GetProperty("step").GetString(), data.GetProperty("attempt").GetInt32(), data.GetProperty("agent").GetString(),
                data.GetProperty("kind").GetString(), data.GetProperty("tokens").GetProperty("total").GetInt32()));
        Assert.DoesNotContain("canary-0123456789", data.GetRawText());
        Assert.False(data.TryGetProperty("costUsd", out _));

        File.Delete(held);
        await Scene.UntilStateAsync(host, id, "COMPLETED", "FAILED");
        var after = await UntilProgressAsync(
            host, id, progress => progress.Any(one => one.GetProperty("data") is var data
                && data.GetProperty("step").GetString() == "code"
                && data.TryGetProperty("costUsd", out var cost) && cost.GetDecimal() == 0.25m));
        Assert.Contains(after, one => one.GetProperty("data").GetProperty("step").GetString() == "plan");
        Assert.DoesNotContain(await Scene.EventsAsync(host, id), one => one.GetRawText().Contains("ls", StringComparison.Ordinal)
            && one.GetProperty("type").GetString() == "progress");
    }

    private static async Task<IReadOnlyList<JsonElement>> UntilProgressAsync(
        HostProcess host, string id, Func<IReadOnlyList<JsonElement>, bool> isThere) => await Poll.UntilAsync<IReadOnlyList<JsonElement>>(
            async () => [.. (await Scene.GetAsync(host, $"/api/workflows/{id}/events")).GetProperty("progress").EnumerateArray()],
            isThere,
            progress => $"{string.Join('\n', progress)}\n{host.Output}");
}
