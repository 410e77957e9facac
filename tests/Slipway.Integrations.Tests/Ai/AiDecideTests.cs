using Slipway.Core;
using Slipway.Core.Policies;
using Slipway.Core.Ports;
using Slipway.Integrations.Tests.Steps;

namespace Slipway.Integrations.Tests.Ai;

public sealed class AiDecideTests
{
    [Fact]
    public async Task A_model_chooses_and_says_why()
    {
        await using var server = await AiServer.StartAsync();
        server.Says("""{"reason":"So.","choice":"maybe"}""").Says("""{"reason":"It is red.","choice":"stop"}""");
        using var home = server.Home("OpenAI");

        var outcome = await Step.RunAsync(
            home, "ai.decide", new { question = "What now?", choices = new[] { "go", "stop" }, context = new { light = "red" } });

        Assert.Equal(StepOutcomeStatus.Success, outcome.Status);
        var outputs = outcome.Outputs!.Value;
        Assert.Equal(("stop", "It is red."), (outputs.GetProperty("choice").GetString(), outputs.GetProperty("reason").GetString()));
        Assert.Equal(2200, outputs.GetProperty("usage").GetProperty("tokens").GetProperty("total").GetInt32());
        Assert.Contains("This must be one of go, stop", server.LastMessage(1), StringComparison.Ordinal);
        Assert.Contains("""{"light":"red"}""", server.LastMessage(0), StringComparison.Ordinal);
        Assert.Contains("It is red.", home.ReadArtifact(Assert.Single(outcome.Artifacts!)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_answers_with_a_value_of_a_schema()
    {
        await using var server = await AiServer.StartAsync();
        using var home = server.Says("""{"answer":["a","b"]}""").Home("Anthropic");

        var outcome = await Step.RunAsync(
            home, "ai.decide", new { question = "Which?", schema = new { type = "array", items = new { type = "string" } } });

        Assert.Equal(["a", "b"], outcome.Outputs!.Value.GetProperty("answer").EnumerateArray().Select(each => each.GetString()));
    }

    [Fact]
    public async Task A_service_that_is_busy_says_how_long_to_wait()
    {
        await using var server = await AiServer.StartAsync();
        using var home = server.Fails(429, headers: ("Retry-After", "90")).Home("Anthropic");

        var outcome = await Step.RunAsync(home, "ai.decide", new { question = "Which?", choices = new[] { "a", "b" } });

        Assert.Equal((ErrorCodes.AiFailed, ErrorCategory.RateLimited), (outcome.Code, outcome.Category));
        Assert.Equal(TimeSpan.FromSeconds(90), outcome.RetryAfter);
        Assert.Single(outcome.Artifacts!);
    }

    [Fact]
    public void What_is_wrong_is_said_before_it_runs()
    {
        using var home = new TestHome();
        string Said(object config) => string.Join('\n', Step.Problems(home, "ai.decide", config));

        Assert.Contains("either 'choices' or 'schema'", Said(new { question = "x" }), StringComparison.Ordinal);
        Assert.Contains(
            "schema.type must be one of", Said(new { question = "x", schema = new { type = "strnig" } }), StringComparison.Ordinal);
        Assert.Contains("Did you mean 'choices'?", Said(new { question = "x", choises = new[] { "a", "b" } }), StringComparison.Ordinal);
        Assert.Equal(ErrorCodes.AiNotConfigured, Step.Find(home, "ai.decide").Missing(default)?.Code);
    }
}
