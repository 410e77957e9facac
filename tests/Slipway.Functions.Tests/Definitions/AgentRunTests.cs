using System.Text.Json;
using Moq;
using Slipway.Core;
using Slipway.Core.Policies;
using Slipway.Core.Policies.CircuitBreaker;
using Slipway.Core.Ports;
using Slipway.Functions.Steps;

namespace Slipway.Functions.Tests.Definitions;

public sealed class AgentRunTests
{
    [Fact]
    public async Task An_agent_s_session_belongs_to_the_workflow_that_runs_not_to_whose_worktree_it_works_in()
    {
        AgentTask? task = null;
        var agent = new Mock<IAgent>();
        agent.Setup(each => each.RunAsync(It.IsAny<AgentTask>(), It.IsAny<CancellationToken>()))
            .Callback((AgentTask given, CancellationToken _) => task = given)
            .ReturnsAsync(Some.Outcome());
        var catalog = Mock.Of<IAgentCatalog>(each => each.Find(It.IsAny<AgentSelector>()) == agent.Object);
        var workspaces = new Mock<IWorkspaces>();
        workspaces.Setup(each => each.CommitAsync(
            It.IsAny<Workspace>(), It.IsAny<string>(), It.IsAny<string>(), It.IsAny<CancellationToken>())).ReturnsAsync(Some.Branch());

        await new AgentRun(Some.AgentSteps(catalog, Mock.Of<IArtifactStore>()), workspaces.Object).ExecuteAsync(
            new StepContext
            {
                WorkflowId = "wf-child", StepId = "fix", Attempt = 1, Marker = "wf-child/fix", TimeLimit = TimeSpan.FromMinutes(1),
                Config = JsonElement.Parse("""{ "prompt": "Put it right." }"""), Inputs = JsonElement.Parse("{}"),
                Agent = new AgentSelector("first"), Workspace = Some.Workspace(),
            },
            CancellationToken.None);

        Assert.Equal("wf-child", task?.WorkflowId);
    }

    [Theory]
    [InlineData("""{ "prompt": "Make it." }""", AgentCapability.Code)]
    [InlineData("""{ "prompt": "Make it.", "feedback": "Test 3 fails." }""", AgentCapability.Fix)]
    public async Task An_agent_that_cannot_do_a_step_does_not_run_and_another_may_without_its_breaker_counting(
        string config, AgentCapability needed)
    {
        var agent = new Mock<IAgent>();
        var refusal = new SlipwayException(ErrorCodes.AgentCannot, "The agent first cannot do this.");
        var catalog = Mock.Of<IAgentCatalog>(each =>
            each.Find(It.IsAny<AgentSelector>()) == agent.Object && each.WhyNot(new AgentSelector("first", null), needed) == refusal);
        var step = new AgentRun(Some.AgentSteps(catalog, Mock.Of<IArtifactStore>()), Mock.Of<IWorkspaces>());

        var thrown = await Assert.ThrowsAsync<SlipwayException>(() => step.ExecuteAsync(
            new StepContext
            {
                WorkflowId = Some.Id, StepId = "one", Attempt = 1, Marker = $"{Some.Id}/one", TimeLimit = TimeSpan.FromMinutes(1),
                Config = JsonElement.Parse(config), Inputs = JsonElement.Parse("{}"), Agent = new AgentSelector("first"),
                Workspace = Some.Workspace(),
            },
            CancellationToken.None));

        Assert.Same(refusal, thrown);
        Assert.Contains(needed, step.NeedsOfAgent(JsonElement.Parse(config)));
        Assert.True(FallbackRule.Helps(thrown.Category, thrown.Code));
        Assert.False(Circuit.Counts(thrown.Category, thrown.Code));
        agent.Verify(each => each.RunAsync(It.IsAny<AgentTask>(), It.IsAny<CancellationToken>()), Times.Never);
    }
}
