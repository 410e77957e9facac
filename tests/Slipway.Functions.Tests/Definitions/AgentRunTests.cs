using System.Text.Json;
using Moq;
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
}
