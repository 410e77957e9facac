using Microsoft.DurableTask.Client.Entities;
using Microsoft.Extensions.Options;
using Moq;
using Slipway.Core.Policies.CircuitBreaker;
using Slipway.Core.Ports;
using Slipway.Functions.Api;
using Slipway.Functions.Entities;

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
                Capabilities = [AgentCapability.Plan, AgentCapability.Fix], Running = 1, Runs = 4, SuccessRate = 0.75, MedianMs = 9,
            },
            new AgentHealth("codex", Available: false, Version: null, "Agent not available: codex."),
            new AgentHealth("aider", Available: true, "1.0", Reason: null),
        ]);

        var now = DateTimeOffset.UnixEpoch.AddYears(60);
        var time = new Mock<TimeProvider>();
        time.Setup(clock => clock.GetUtcNow()).Returns(now);
        var aider = AgentCircuit.IdOf(new AgentSelector("aider"));
        var scene = new ApiScene();
        scene.Entities.Setup(entities => entities.GetEntityAsync<Circuit>(aider, true, It.IsAny<CancellationToken>()))
            .ReturnsAsync(new EntityMetadata<Circuit>(aider, new Circuit { Failures = 5, OpenUntil = now.AddMinutes(1) }));

        scene.Options.MaxConcurrentPerAgent = 5;
        scene.Options.AgentLimits["Codex"] = 2;
        scene.Options.AgentLimits["aider"] = 0;

        var answer = await scene.AnswerAsync(each =>
            new AgentsApi(pool.Object, Options.Create(each.Options), time.Object).ListAsync(each.Request, each.Client.Object));

        Assert.Equal(
            """{"agents":[{"name":"claude-code","available":true,"version":"2.1.197","capabilities":["plan","fix"],"limit":5,"""
            + "\"running\":1,\"runs\":4,\"successRate\":0.75,\"medianMs\":9,\"costUsd\":0,\"breaker\":\"closed\"},"
            + """{"name":"codex","available":false,"reason":"Agent not available: codex.","capabilities":[],"limit":2,"""
            + "\"running\":0,\"runs\":0,\"costUsd\":0,\"breaker\":\"closed\"},"
            + """{"name":"aider","available":false,"version":"1.0","reason":"""
            + "\"It failed 5 times in a row, and is left alone until 2030-01-01 00:01:00Z.\","
            + "\"capabilities\":[],\"running\":0,\"runs\":0,\"costUsd\":0,"
            + "\"breaker\":\"open\",\"breakerOpenUntil\":\"2030-01-01T00:01:00+00:00\"}]}",
            answer.Text);
    }
}
