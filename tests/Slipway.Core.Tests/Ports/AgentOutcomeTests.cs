using System.Text.Json;
using Slipway.Core.Lifecycle;
using Slipway.Core.Ports;
using static Slipway.Core.Ports.AgentOutcomeKind;

namespace Slipway.Core.Tests.Ports;

public class AgentOutcomeTests
{
    private static AgentOutcome Outcome(AgentOutcomeKind kind, int? exitCode) =>
        new(kind, "What the agent said.", exitCode, TimeSpan.FromSeconds(3), "text", Some.Artifact());

    [Theory]
    [InlineData(Succeeded, 0, true, Succeeded)]
    [InlineData(Succeeded, 0, false, NoChange)]
    [InlineData(Succeeded, null, false, NoChange)]
    [InlineData(NoChange, 0, true, Succeeded)]
    [InlineData(NoChange, 0, false, NoChange)]
    [InlineData(Crashed, 1, true, Succeeded)]
    [InlineData(Crashed, 1, false, Crashed)]
    [InlineData(Crashed, null, true, Crashed)]
    [InlineData(Crashed, null, false, Crashed)]
    [InlineData(Denied, 0, true, Denied)]
    [InlineData(Budget, 1, true, Budget)]
    [InlineData(MaxTurns, 1, true, MaxTurns)]
    [InlineData(RateLimited, 1, true, RateLimited)]
    [InlineData(Auth, 1, true, Auth)]
    [InlineData(ApiError, 1, true, ApiError)]
    [InlineData(TimedOut, null, true, TimedOut)]
    [InlineData(Cancelled, null, true, Cancelled)]
    [InlineData(Protocol, 0, true, Protocol)]
    [InlineData(Denied, 0, false, Denied)]
    [InlineData(TimedOut, null, false, TimedOut)]
    public void The_diff_decides_and_not_the_exit_code(AgentOutcomeKind said, int? exitCode, bool treeChanged, AgentOutcomeKind judged)
    {
        var outcome = Outcome(said, exitCode);

        var verdict = outcome.Judge(treeChanged);

        Assert.Equal(judged, verdict.Kind);
        Assert.Equal(outcome, verdict with { Kind = said, Message = outcome.Message });
        Assert.Equal(judged == said, verdict.Message == outcome.Message);
    }

    [Fact]
    public void A_corrected_outcome_says_why()
    {
        Assert.Equal("The agent ended without changing any file.", Outcome(Succeeded, 0).Judge(treeChanged: false).Message);
        Assert.Equal("The agent ended with exit code 3 and left a change.", Outcome(Crashed, 3).Judge(treeChanged: true).Message);
        Assert.Equal("The agent ended and left a change.", Outcome(NoChange, 0).Judge(treeChanged: true).Message);
    }

    [Fact]
    public void The_normal_forms_are_the_designs() => Assert.Equal(
        "succeeded no_change denied budget max_turns rate_limited auth api_error timed_out cancelled crashed protocol".Split(' '),
        Enum.GetValues<AgentOutcomeKind>().Select(kind => JsonSerializer.Serialize(kind, JsonSerializerOptions.Default).Trim('"')));

    [Theory]
    [InlineData("codex", null, "codex")]
    [InlineData(null, "dotnet run agent.cs", "dotnet run agent.cs")]
    [InlineData(null, null, "(none)")]
    public void A_selector_is_shown_by_what_it_selects(string? name, string? command, string shown) =>
        Assert.Equal(shown, new AgentSelector(name, command).ToString());

    [Fact]
    public void A_task_keeps_its_limits_and_adds_no_variables_unless_told_to()
    {
        var task = new AgentTask(Some.Id, LifecycleStep.Code, 1, "Do it.", "/w", TimeSpan.FromMinutes(30), TimeSpan.FromMinutes(10));

        Assert.Equal((Some.Id, "code", 1, "Do it.", "/w"), (task.WorkflowId, task.Step, task.Attempt, task.Prompt, task.WorkingDirectory));
        Assert.Equal((30, 10), (task.TimeLimit.TotalMinutes, task.SilenceLimit.TotalMinutes));
        Assert.Null(task.Environment);
    }

    [Fact]
    public void An_agents_outcome_survives_JSON()
    {
        var outcome = Outcome(TimedOut, null);
        var read = JsonSerializer.Deserialize<AgentOutcome>(JsonSerializer.Serialize(outcome, CoreJson.Options), CoreJson.Options)!;

        Assert.Equal(outcome, read);
        Assert.Equal((outcome.Duration, outcome.Text, outcome.Log), (read.Duration, read.Text, read.Log));
    }
}
