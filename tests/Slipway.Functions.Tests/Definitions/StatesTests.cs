using System.Text.Json;
using Slipway.Core.Events;
using Slipway.Core.Lifecycle;
using Slipway.Core.Ports;

namespace Slipway.Functions.Tests.Definitions;

/// <summary>The example of <c>docs/definitions.md</c> for a process that is thought of as states.</summary>
public sealed class StatesTests
{
    [Theory]
    [InlineData(2, "CreatingPR", "Analyzing Planning Implementing Testing Implementing Testing CreatingPR")]
    [InlineData(9, "Reporting", "Analyzing Planning Implementing Testing Implementing Testing Implementing Testing Reporting")]
    public async Task A_state_is_entered_again_until_its_condition_holds_and_a_choice_leads_on(int passesAt, string end, string states)
    {
        await using var scene = await SceneAsync(passesAt);

        var result = await scene.RunAsync(Example(), new { requirement = "Answer." });

        Assert.Equal(end, result.Outputs!.Value.GetProperty("state").GetString());
        Assert.Equal(states, string.Join(' ', scene.Attempts.Select(attempt => attempt.Step)));
    }

    [Theory]
    [InlineData("Analyzing")]
    [InlineData("Planning")]
    [InlineData("Implementing")]
    [InlineData("CreatingPR")]
    public async Task Each_state_can_fail_and_is_entered_again_when_the_workflow_is_recovered(string state)
    {
        await using var scene = await SceneAsync(passesAt: 1, failing: state);
        await scene.BeginAsync(Example(), new { requirement = "Answer." });
        var standing = await scene.StandingAsync();
        Assert.StartsWith("A decision", standing.WaitingFor, StringComparison.Ordinal);
        Assert.Equal(state, scene.Attempts[^1].Step);

        await scene.SendAsync(SignalKind.Decide);

        Assert.Equal(ExecutionStatus.Completed, (await scene.EndAsync()).Snapshot.Status);
    }

    /// <summary>Where tests pass at an attempt to implement, and a state fails the first time.</summary>
    private static async Task<RunScene> SceneAsync(int passesAt, string? failing = null)
    {
        var scene = await RunScene.StartAsync();
        var (implemented, fails) = (0, failing is not null);
        scene.Plugin = input =>
        {
            if (fails && input.Step == failing)
            {
                fails = false;
                return RunScene.Failure();
            }

            implemented += input.Step == "Implementing" ? 1 : 0;
            return StepOutcome.Success("Done.", JsonSerializer.SerializeToElement(new { passed = implemented >= passesAt }));
        };
        return scene;
    }

    private static string Example()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Functions.sln")))
        {
            folder = folder.Parent!;
        }

        var documentation = File.ReadAllText(Path.Combine(folder.FullName, "docs", "definitions.md"));
        return documentation[documentation.IndexOf("id: issue_states", StringComparison.Ordinal)..].Split("```")[0];
    }
}
