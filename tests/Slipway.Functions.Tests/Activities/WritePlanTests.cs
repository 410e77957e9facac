using System.Text;
using Moq;
using Slipway.Core;
using Slipway.Core.Ports;
using Slipway.Functions.Activities;
using Slipway.Functions.Entities;
using Slipway.Functions.Live;

namespace Slipway.Functions.Tests.Activities;

public sealed class WritePlanTests
{
    private readonly Mock<IWorkspaces> _workspaces = new();
    private readonly Mock<IArtifactStore> _artifacts = new();
    private string? _saved;

    public WritePlanTests() => _artifacts
        .Setup(store => store.SaveAsync("plan.md", "text/markdown", It.IsAny<Stream>(), It.IsAny<CancellationToken>()))
        .Returns((string _, string _, Stream content, CancellationToken _) =>
        {
            _saved = new StreamReader(content, Encoding.UTF8).ReadToEnd();
            return Task.FromResult(Some.Plan());
        });

    [Fact]
    public async Task What_the_agent_prints_is_kept_as_the_plan()
    {
        var result = await RunAsync(Some.Outcome(text: "\n1. Greet.\n2. Test.\n\n"));

        Assert.Equal("1. Greet.\n2. Test.\n", _saved);
        Assert.Equal(Some.Plan(), result.Value);
        Assert.Equal("Plan of 2 lines.", result.Summary);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n")]
    public async Task When_it_prints_nothing_the_requirement_is_the_plan(string text)
    {
        var result = await RunAsync(Some.Outcome(text: text));

        Assert.Contains("Add a greeting.", _saved, StringComparison.Ordinal);
        Assert.Equal(Some.Plan(), result.Value);
    }

    [Fact]
    public async Task What_it_changed_while_planning_is_thrown_away()
    {
        await RunAsync(Some.Outcome());

        _workspaces.Verify(workspaces => workspaces.ResetAsync(Some.Workspace(), It.IsAny<CancellationToken>()), Times.Exactly(2));
    }

    [Fact]
    public async Task An_agent_that_fails_makes_no_plan()
    {
        var result = await RunAsync(Some.Outcome(AgentOutcomeKind.Crashed, exitCode: 1));

        Assert.Null(_saved);
        Assert.Equal(ErrorCodes.AgentFailed, result.Error!.Code);
    }

    private Task<StepResult<ArtifactReference>> RunAsync(AgentOutcome outcome)
    {
        var agent = new Mock<IAgent>();
        agent.Setup(found => found.RunAsync(It.IsAny<AgentTask>(), It.IsAny<CancellationToken>())).ReturnsAsync(outcome);
        var catalog = Mock.Of<IAgentCatalog>(agents => agents.Find(It.IsAny<AgentSelector>()) == agent.Object);
        var steps = Some.AgentSteps(catalog, _artifacts.Object);
        return new WritePlan(steps, _workspaces.Object, _artifacts.Object, new RunningWork(), new DurableUsage(), new AgentFeeds())
            .RunAsync(Some.AgentStep(AgentMode.Plan), Some.Client(), CancellationToken.None);
    }
}
