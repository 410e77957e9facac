using Moq;
using Slipway.Core.Ports;
using Slipway.Functions.Api;

namespace Slipway.Functions.Tests.Api;

public sealed class AgentsTests
{
    [Fact]
    public async Task Agents_are_listed_available_in_a_version_or_with_the_reason_why_not()
    {
        var pool = new Mock<IAgentPool>();
        pool.Setup(agents => agents.ListAsync(It.IsAny<CancellationToken>())).ReturnsAsync(
        [
            new AgentHealth("claude-code", Available: true, "2.1.197", Reason: null)
            {
                Running = 1, Runs = 4, SuccessRate = 0.75, MedianMs = 9,
            },
            new AgentHealth("codex", Available: false, Version: null, "Agent not available: codex."),
        ]);

        var answer = await new ApiScene().AnswerAsync(scene => new AgentsApi(pool.Object).ListAsync(scene.Request));

        Assert.Equal(
            """{"agents":[{"name":"claude-code","available":true,"version":"2.1.197","running":1,"runs":4,"successRate":0.75,"""
            + "\"medianMs\":9,\"costUsd\":0},"
            + """{"name":"codex","available":false,"reason":"Agent not available: codex.","running":0,"runs":0,"costUsd":0}]}""",
            answer.Text);
    }
}
