using Slipway.Integrations.Tests.Agents.RealClis;

namespace Slipway.EndToEnd.Tests;

/// <summary>The whole lifecycle with the real Claude Code and the real Codex, whose models are scripted on loopback: plan, code, a gate
/// that fails, a fix in the same session, merge.</summary>
public sealed class RealAgentTests
{
    private static readonly ModelTurn Plan = new ModelTurn.Say("1. Write answer.txt.");
    private static readonly ModelTurn Done = new ModelTurn.Say("I have done it.");

    [AgentCliFact]
    public Task Claude_Code_codes_and_puts_right_what_the_gate_said() => DriveAsync(
        "claude-code",
        Plan,
        new ModelTurn.Use("Write", new { file_path = "answer.txt", content = "41\n" }), Done,
        new ModelTurn.Use("Read", new { file_path = "answer.txt" }),
        new ModelTurn.Use("Write", new { file_path = "answer.txt", content = "42\n" }), Done);

    [AgentCliFact]
    public Task Codex_codes_and_puts_right_what_the_gate_said() => DriveAsync(
        "codex",
        Plan,
        new ModelTurn.Use("exec_command", new { cmd = "echo 41 > answer.txt" }), Done,
        new ModelTurn.Use("exec_command", new { cmd = "echo 42 > answer.txt" }), Done);

    private static async Task DriveAsync(string agent, params ModelTurn[] turns)
    {
        using var scene = new Scene();
        await using var model = await ModelServer.StartAsync(turns);
        await using var host = await HostProcess.StartAsync(
            scene.Home, Environment(scene, model),
            [
                "--Slipway:PassThroughEnvironment:0", "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC",
                "--Slipway:PassThroughEnvironment:1", "CLAUDE_CODE_MAX_RETRIES",
            ]);

        var id = await scene.StartAsync(host, ("agent", new { name = agent }), ("maxRetries", 0));
        var done = await Scene.UntilStateAsync(host, id, "COMPLETED", "FAILED");

        Assert.True(done.GetProperty("state").GetString() == "COMPLETED", $"{done}\n{host.Output}");
        Assert.Equal(1, done.GetProperty("feedbackRound").GetInt32());
        Assert.Equal("42", scene.Git("show", "main:answer.txt"));
        Assert.True(done.GetProperty("spent").GetProperty("tokens").GetInt64() > 0);

        // The fix was asked for in the session that had coded.
        var last = model.Requests.Last().ToJsonString();
        Assert.Contains("Mode: code", last, StringComparison.Ordinal);
        Assert.Contains("answer.txt must hold 42, not 41", last, StringComparison.Ordinal);
    }

    private static Dictionary<string, string> Environment(Scene scene, ModelServer model)
    {
        // Their shells read the user's profile, whatever it may do.
        var user = Directory.CreateDirectory(Path.Combine(scene.Root, "user")).FullName;
        var codex = Directory.CreateDirectory(Path.Combine(scene.Root, "codex")).FullName;
        File.WriteAllText(Path.Combine(codex, "config.toml"), $"""
            model = "scripted"
            model_provider = "scripted"

            [model_providers.scripted]
            name = "scripted"
            base_url = "{model.Address}/v1"
            wire_api = "responses"
            env_key = "CODEX_API_KEY"
            request_max_retries = 1
            stream_max_retries = 0
            """);
        return new Dictionary<string, string>
        {
            ["PATH"] = AgentCliFactAttribute.Folder + Path.PathSeparator + System.Environment.GetEnvironmentVariable("PATH"),
            ["HOME"] = user,
            ["ANTHROPIC_BASE_URL"] = model.Address,
            ["ANTHROPIC_API_KEY"] = "key-of-a-test",
            ["CLAUDE_CONFIG_DIR"] = Path.Combine(scene.Root, "claude"),
            ["CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC"] = "1",
            ["CLAUDE_CODE_MAX_RETRIES"] = "1",
            ["CODEX_HOME"] = codex,
            ["CODEX_API_KEY"] = "key-of-a-test",
        };
    }
}
