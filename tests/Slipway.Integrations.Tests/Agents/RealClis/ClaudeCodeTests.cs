using Slipway.Core.Ports;
using static Slipway.Core.Ports.AgentOutcomeKind;

namespace Slipway.Integrations.Tests.Agents.RealClis;

/// <summary>The real Claude Code.</summary>
[Collection("Real agents")]
public sealed class ClaudeCodeTests
{
    private const string Agent = "claude-code";

    private static readonly ModelTurn Done = new ModelTurn.Say("Done: created hello.txt");
    private static readonly ModelTurn WriteHello = new ModelTurn.Use("Write", new { file_path = "hello.txt", content = "hello\n" });

    [AgentCliFact]
    public async Task It_changes_a_file_in_the_worktree_and_says_what_it_did_and_what_that_cost()
    {
        await using var scene = await CliScene.SetAsync(WriteHello, Done);

        var outcome = scene.Judge(await scene.RunAsync(Agent));

        Assert.Equal((Succeeded, 0, "Done: created hello.txt"), (outcome.Kind, outcome.ExitCode, outcome.Text));
        Assert.Equal("hello\n", File.ReadAllText(scene.PathOf("hello.txt")));
        Assert.Equal((new AgentTokens(20, 40), 2), (outcome.Tokens, outcome.Turns));
        Assert.InRange(outcome.CostUsd!.Value, 0.0001m, 0.1m);
        Assert.Contains("Create hello.txt.", scene.Model.Requests.First().ToJsonString(), StringComparison.Ordinal);
        Assert.Equal((outcome.CostUsd, outcome.Tokens), (scene.Progress[^1].CostUsd, scene.Progress[^1].Tokens));
        Assert.Equal("Done: created hello.txt", scene.Progress[^1].Text);
    }

    [AgentCliFact]
    public async Task It_goes_on_in_its_session_when_it_is_to_fix_what_it_did()
    {
        await using var scene = await CliScene.SetAsync(WriteHello, Done);
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

        var second = await scene.RunAsync(Agent, task => task with
        {
            Resume = true,
            Environment = new Dictionary<string, string>(task.Environment!) { ["CLAUDE_CONFIG_DIR"] = scene.Workspace.Path },
        });

        Assert.Equal(Succeeded, second.Kind);
        Assert.NotEqual(first.SessionId, second.SessionId);
    }

    [AgentCliFact]
    public async Task What_it_may_not_do_is_denied()
    {
        await using var scene = await CliScene.SetAsync(
            new ModelTurn.Use("Bash", new { command = "touch /tmp/x", description = "x" }), Done);

        var outcome = await scene.RunAsync(Agent);

        Assert.Equal((Succeeded, Denied), (outcome.Kind, scene.Judge(outcome).Kind));
        Assert.Equal(["Bash touch /tmp/x"], outcome.Denials);
    }

    [AgentCliFact]
    public async Task A_model_that_only_talks_leaves_no_change()
    {
        await using var scene = await CliScene.SetAsync(new ModelTurn.Say("I will not do that."));

        var outcome = scene.Judge(await scene.RunAsync(Agent));

        Assert.Equal((NoChange, "I will not do that."), (outcome.Kind, outcome.Text));
    }

    [AgentCliFact]
    public async Task It_stops_at_its_limit_of_turns()
    {
        await using var scene = await CliScene.SetAsync(WriteHello);

        var outcome = await scene.RunAsync(Agent, task => task with { Budget = new AgentBudget(Turns: 1) });

        Assert.Equal((MaxTurns, 1), (outcome.Kind, outcome.ExitCode));
        Assert.Contains("Reached maximum number of turns (1)", outcome.Message, StringComparison.Ordinal);
    }

    [AgentCliFact]
    public async Task It_stops_when_its_money_is_spent()
    {
        await using var scene = await CliScene.SetAsync(WriteHello);

        var outcome = await scene.RunAsync(Agent, task => task with { Budget = new AgentBudget(CostUsd: 0.0001m) });

        Assert.Equal(Budget, outcome.Kind);
        Assert.True(outcome.CostUsd > 0.0001m);
    }

    [AgentCliFact]
    public async Task It_is_ended_when_its_tokens_are_used_up()
    {
        await using var scene = await CliScene.SetAsync(WriteHello);

        var outcome = await scene.RunAsync(Agent, task => task with { Budget = new AgentBudget(Tokens: 50) });

        Assert.Equal(Budget, outcome.Kind);
        Assert.Contains("tokens of 50", outcome.Message, StringComparison.Ordinal);
    }

    [AgentCliFact]
    public async Task A_service_that_asks_to_wait_is_no_success_though_its_subtype_says_so()
    {
        await using var scene = await CliScene.SetAsync(new ModelTurn.Refuse(429));

        var outcome = await scene.RunAsync(Agent);

        Assert.Equal((RateLimited, 1), (outcome.Kind, outcome.ExitCode));
        Assert.Contains("\"subtype\":\"success\"", scene.Log, StringComparison.Ordinal);
        Assert.Contains(scene.Progress, progress => progress.Kind == AgentProgressKind.Retry);
    }

    [AgentCliFact]
    public async Task A_request_that_its_service_refuses_is_an_error_of_the_service()
    {
        await using var scene = await CliScene.SetAsync(new ModelTurn.Refuse(400));

        var outcome = await scene.RunAsync(Agent);

        Assert.Equal((ApiError, 1), (outcome.Kind, outcome.ExitCode));
        Assert.Contains("400", outcome.Message, StringComparison.Ordinal);
    }

    [AgentCliFact]
    public async Task A_key_that_is_not_accepted_is_named()
    {
        await using var scene = await CliScene.SetAsync(new ModelTurn.Refuse(401));

        Assert.Equal(Auth, (await scene.RunAsync(Agent)).Kind);
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
