using Slipway.Core.Ports;

namespace Slipway.Integrations.Tests.Agents;

/// <summary>What agents cost that tell of tokens only.</summary>
public sealed class AgentPriceTests
{
    private const string Codex =
        """{"type":"turn.completed","usage":{"input_tokens":1000,"cached_input_tokens":800,"output_tokens":100}}""";

    private const string Gemini = """
        {"type":"init","session_id":"s","model":"gemini-3-pro"}
        {"type":"result","status":"success","stats":{"input_tokens":1000,"output_tokens":100}}
        """;

    private const string Claude = """
        {"type":"system","subtype":"init","session_id":"s","model":"claude-1"}
        {"type":"result","subtype":"success","is_error":false,"result":"Done.","total_cost_usd":0.5,"modelUsage":{}}
        """;

    private const string BrokenOffClaude = """
        {"type":"system","subtype":"init","session_id":"s","model":"claude-1"}
        {"type":"assistant","message":{"id":"1","content":[],"usage":{"input_tokens":100,"cache_read_input_tokens":300,"output_tokens":40}}}
        {"type":"assistant","message":{"id":"1","content":[],"usage":{"input_tokens":100,"cache_read_input_tokens":300,"output_tokens":50}}}
        {"type":"assistant","message":{"id":"2","content":[],"usage":{"input_tokens":100,"cache_read_input_tokens":500,"output_tokens":50}}}
        """;

    [Theory]
    [InlineData("ClaudeStream", BrokenOffClaude, "claude-1", 0.0024)]
    [InlineData("CodexStream", Codex, "mine", 0.0024)]
    [InlineData("GeminiStream", Gemini, "Gemini-3-Pro", 0.005)]
    [InlineData("GeminiStream", Gemini, "mine", 0.005)]
    [InlineData("ClaudeStream", Claude, "claude-1", 0.5)]
    public async Task The_price_of_the_model_or_else_of_the_agent_tells_what_the_agent_does_not(
        string format, string printed, string priced, double costUsd)
    {
        var outcome = await RunAsync(format, printed, priced);

        Assert.Equal((decimal)costUsd, outcome.CostUsd);
        Assert.Equal(0, AgentUsage.Of(outcome).UnpricedTokens);
    }

    [Theory]
    [InlineData("CodexStream", Codex)]
    [InlineData("GeminiStream", Gemini)]
    public async Task Tokens_without_a_price_are_told_and_cost_nothing_that_is_known(string format, string printed)
    {
        var outcome = await RunAsync(format, printed, "another-model");

        Assert.Null(outcome.CostUsd);
        Assert.Equal(new AgentUsage(0, 1100, 0) { UnpricedTokens = 1100 }, AgentUsage.Of(outcome with { Duration = default, Turns = 0 }));
        Assert.Equal(2200, AgentUsage.Of(outcome).Plus(AgentUsage.Of(outcome)).UnpricedTokens);
    }

    private static async Task<AgentOutcome> RunAsync(string format, string printed, string priced)
    {
        using var home = new TestHome();
        var file = Path.Combine(home.Directory, "printed");
        await File.WriteAllTextAsync(file, printed);
        using var host = home.WithSettings(
            ("Agents:mine:Command", $"cat {file}"), ("Agents:mine:Output", format), ($"Prices:{priced}:Input", "4"),
            ($"Prices:{priced}:CachedInput", "0.75"), ($"Prices:{priced}:Output", "10"));
        var task = new AgentTask("wf-1", "code", 1, "Do it", home.Directory, TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(10));
        return await host.Agents.Find(new AgentSelector("mine")).RunAsync(task, default);
    }
}
