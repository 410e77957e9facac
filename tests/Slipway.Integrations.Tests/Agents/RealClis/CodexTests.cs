using static Slipway.Core.Ports.AgentOutcomeKind;

namespace Slipway.Integrations.Tests.Agents.RealClis;

/// <summary>The real Codex.</summary>
[Collection("Real agents")]
public sealed class CodexTests
{
    private const string Agent = "codex";

    private static readonly ModelTurn Done = new ModelTurn.Say("Done: created hello.txt");
    private static readonly ModelTurn WriteHello =
        new ModelTurn.Use("exec_command", new { cmd = "echo hello > hello.txt" });

    [AgentCliFact]
    public async Task It_changes_a_file_in_the_worktree_and_says_what_it_did()
    {
        await using var scene = await CliScene.SetAsync(WriteHello, Done);

        var outcome = scene.Judge(await scene.RunAsync(Agent));

        Assert.True(outcome.Kind == Succeeded, outcome.Message + scene.Log);
        Assert.Equal("Done: created hello.txt", outcome.Text);
        Assert.Equal("hello\n", File.ReadAllText(scene.PathOf("hello.txt")));
        Assert.Equal(30, outcome.Tokens?.Total);
        Assert.Equal(("Done: created hello.txt", outcome.Tokens), (scene.Progress[^1].Text, scene.Progress[^1].Tokens));
        Assert.Contains("Create hello.txt.", scene.Model.Requests.First().ToJsonString(), StringComparison.Ordinal);
    }

    [AgentCliFact]
    public async Task It_goes_on_in_its_session_when_it_is_to_fix_what_it_did()
    {
        await using var scene = await CliScene.SetAsync(Done);
        var first = await scene.RunAsync(Agent);

        var second = await scene.RunAsync(Agent, task => task with { Resume = true, Prompt = "The gate says: too short." });

        Assert.Equal((Succeeded, first.SessionId), (second.Kind, second.SessionId));
        var last = scene.Model.Requests.Last().ToJsonString();
        Assert.Contains("Create hello.txt.", last, StringComparison.Ordinal);
        Assert.Contains("too short.", last, StringComparison.Ordinal);
    }

    [AgentCliFact]
    public async Task It_starts_anew_when_its_session_is_gone()
    {
        await using var scene = await CliScene.SetAsync(Done);
        var first = await scene.RunAsync(Agent);
        Directory.Delete(Path.Combine(scene.Home, "codex"), recursive: true);

        var second = await scene.RunAsync(Agent, task => task with { Resume = true });

        Assert.Equal(Succeeded, second.Kind);
        Assert.NotEqual(first.SessionId, second.SessionId);
    }

    [AgentCliFact]
    public async Task A_model_that_only_talks_leaves_no_change()
    {
        await using var scene = await CliScene.SetAsync(new ModelTurn.Say("I will not do that."));

        var outcome = scene.Judge(await scene.RunAsync(Agent));

        Assert.Equal((NoChange, "I will not do that."), (outcome.Kind, outcome.Text));
    }

    [AgentCliFact]
    public async Task A_service_that_asks_to_wait_is_told_apart_from_one_that_refuses()
    {
        await using var busy = await CliScene.SetAsync(new ModelTurn.Refuse(429));
        await using var refusing = await CliScene.SetAsync(new ModelTurn.Refuse(400));

        var waits = await busy.RunAsync(Agent);
        var refused = await refusing.RunAsync(Agent);

        Assert.Equal((RateLimited, 1), (waits.Kind, waits.ExitCode));
        Assert.Equal((ApiError, 1), (refused.Kind, refused.ExitCode));
        Assert.Contains("scripted", refused.Message, StringComparison.Ordinal);
    }

    [AgentCliFact]
    public async Task It_can_be_ended_while_its_model_thinks()
    {
        await using var scene = await CliScene.SetAsync(new ModelTurn.Hang());
        using var stop = new CancellationTokenSource();
        var running = scene.RunAsync(Agent, cancellationToken: stop.Token);
        await scene.Model.Asked;

        await stop.CancelAsync();
        var outcome = await running;

        Assert.Equal((Cancelled, null), (outcome.Kind, outcome.ExitCode));
        Assert.NotNull(outcome.SessionId);
    }
}
