using System.Text;
using Moq;
using Slipway.Core.Ports;
using Slipway.Functions.Activities;

namespace Slipway.Functions.Tests.Activities;

public sealed class PromptTests
{
    private AgentTask? _task;

    [Fact]
    public async Task To_plan_an_agent_is_given_the_requirement_and_told_to_change_nothing()
    {
        var prompt = await PromptAsync(Some.AgentStep(AgentMode.Plan));

        Assert.StartsWith("Mode: plan\n\n", prompt, StringComparison.Ordinal);
        Assert.Contains("change nothing", prompt, StringComparison.Ordinal);
        Assert.Contains("\nRequirement:\nAdd a greeting.\n", prompt, StringComparison.Ordinal);
        Assert.DoesNotContain("\nPlan:", prompt, StringComparison.Ordinal);
        Assert.DoesNotContain("\nGate output:", prompt, StringComparison.Ordinal);
    }

    [Fact]
    public async Task To_code_it_is_given_the_plan_too()
    {
        var prompt = await PromptAsync(Some.AgentStep(), plan: "1. Greet.\n");

        Assert.StartsWith("Mode: code\n\n", prompt, StringComparison.Ordinal);
        Assert.EndsWith("\nRequirement:\nAdd a greeting.\n\nPlan:\n1. Greet.\n", prompt, StringComparison.Ordinal);
    }

    [Fact]
    public async Task To_fix_it_is_given_what_the_gates_printed()
    {
        var prompt = await PromptAsync(Some.AgentStep(AgentMode.Fix), plan: "1. Greet.");

        Assert.StartsWith("Mode: fix\n\n", prompt, StringComparison.Ordinal);
        Assert.EndsWith("\nPlan:\n1. Greet.\n\nGate output:\nGate 'tests': Exit code 1.\n", prompt, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Without_a_plan_it_is_given_none(bool isLost)
    {
        var prompt = await PromptAsync(Some.AgentStep() with { Plan = isLost ? Some.Plan() : null });

        Assert.DoesNotContain("\nPlan:", prompt, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_plan_is_cut()
    {
        var prompt = await PromptAsync(Some.AgentStep(), plan: new string('p', 1024 * 1024));

        Assert.InRange(prompt.Length, 32 * 1024, 34 * 1024);
    }

    [Fact]
    public async Task The_agent_is_told_where_to_work_and_how_long()
    {
        await PromptAsync(Some.AgentStep());

        Assert.Equal(
            (Some.Id, "code", 1, "/worktrees/" + Some.Id, TimeSpan.FromMinutes(30), TimeSpan.FromMinutes(10)),
            (_task!.WorkflowId, _task.Step, _task.Attempt, _task.WorkingDirectory, _task.TimeLimit, _task.SilenceLimit));
    }

    [Theory]
    [InlineData(AgentMode.Plan, false)]
    [InlineData(AgentMode.Code, false)]
    [InlineData(AgentMode.Fix, true)]
    [InlineData(AgentMode.Merge, true)]
    public async Task It_goes_on_in_its_session_when_it_is_to_put_right_what_it_did(AgentMode mode, bool resumes)
    {
        await PromptAsync(Some.AgentStep(mode));

        Assert.Equal(resumes, _task!.Resume);
    }

    private async Task<string> PromptAsync(AgentStepInput input, string? plan = null)
    {
        var agent = new Mock<IAgent>();
        agent.Setup(found => found.RunAsync(It.IsAny<AgentTask>(), It.IsAny<CancellationToken>()))
            .Callback<AgentTask, CancellationToken>((task, _) => _task = task)
            .ReturnsAsync(Some.Outcome());
        var catalog = Mock.Of<IAgentCatalog>(agents => agents.Find(input.Agent) == agent.Object);
        var artifacts = new Mock<IArtifactStore>();
        artifacts.Setup(store => store.OpenRead(Some.Plan().Sha256))
            .Returns(() => plan is null ? null : new MemoryStream(Encoding.UTF8.GetBytes(plan)));

        await Some.AgentSteps(catalog, artifacts.Object).RunAsync(input, CancellationToken.None);
        return _task!.Prompt;
    }
}
