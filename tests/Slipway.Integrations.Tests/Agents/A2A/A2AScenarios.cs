using System.Text;
using Slipway.Core.Ports;
using static Slipway.Core.Ports.AgentOutcomeKind;

namespace Slipway.Integrations.Tests.Agents.A2A;

/// <summary>What must go well with any agent of the protocol: with the scripted one, and with one that is made with its SDK.</summary>
internal static class A2AScenarios
{
    internal static async Task A_plan_is_what_the_agent_says(IA2APeer peer)
    {
        using var scene = await A2AScene.OpenAsync(peer);
        var usage = new { costUsd = 0.25, inputTokens = 900, outputTokens = 100, turns = 3 };

        var artifact = await scene.RunAsync(
            new { state = "working", say = "Thinking" }, new { artifact = "plan", text = "1. Do it." },
            new { state = "completed", say = "Done.", usage });
        var words = await (scene.Agent()).RunAsync(
            scene.Task(new { state = "working" }, new { state = "completed", say = "1. Do it so." }) with { Step = "plan" }, default);
        var message = await (scene.Agent()).RunAsync(scene.Task(new { message = "1. At once." }) with { Step = "other" }, default);

        Assert.Equal((Succeeded, "1. Do it."), (artifact.Kind, artifact.Text));
        Assert.Equal((0.25m, new AgentTokens(900, 100), 3), (artifact.CostUsd, artifact.Tokens, artifact.Turns));
        Assert.Contains("completed: Done.", scene.Home.ReadArtifact(artifact.Log), StringComparison.Ordinal);
        Assert.Equal((Succeeded, "1. Do it so."), (words.Kind, words.Text));
        Assert.Equal((Succeeded, "1. At once."), (message.Kind, message.Text));
    }

    internal static async Task A_change_comes_as_a_diff(IA2APeer peer)
    {
        var other = A2AScene.Diff.Replace("answer", "other", StringComparison.Ordinal);
        using var scene = await A2AScene.OpenAsync(peer);

        var outcome = await scene.RunAsync(
            new { artifact = "change.patch", text = A2AScene.Diff },
            new { artifact = "more", base64 = Convert.ToBase64String(Encoding.UTF8.GetBytes(other)), file = "more", type = "text/x-diff" },
            new { artifact = "about", text = "It answers." }, new { state = "completed" });

        Assert.Equal((Succeeded, "It answers."), (outcome.Kind, outcome.Text));
        Assert.Equal(("42\n", true), (scene.Answer, File.Exists(Path.Combine(scene.Workspace.Path, "other.txt"))));
    }

    internal static async Task A_change_is_pushed_to_a_branch(IA2APeer peer)
    {
        using var scene = await A2AScene.OpenAsync(peer);

        var pushed = await scene.RunAsync(
            new { artifact = "result", data = new { branch = "agent/answer" } }, new { state = "completed", say = "Pushed." });
        var opened = await scene.Agent().RunAsync(
            scene.Task(
                new { artifact = "result", data = new { pullRequest = new { url = "https://example.com/pull/7", branch = "agent/pull" } } },
                new { state = "completed" }) with { Attempt = 2 },
            default);

        Assert.Equal((Succeeded, "agent/answer", "Pushed."), (pushed.Kind, pushed.Branch, pushed.Text));
        Assert.Equal(
            (Succeeded, new AgentPullRequest("https://example.com/pull/7", null, "agent/pull")), (opened.Kind, opened.PullRequest));
    }

    internal static async Task An_end_that_is_no_success_is_told_in_the_agents_words(IA2APeer peer)
    {
        using var scene = await A2AScene.OpenAsync(peer);
        (string State, AgentOutcomeKind Kind, string Says)[] endings =
        [
            ("failed", Crashed, "ended the task as failed"), ("rejected", Denied, "refused the task"),
            ("input-required", Denied, "asks for an answer"), ("auth-required", Auth, "needs credentials of its own"),
        ];
        foreach (var ((state, kind, says), attempt) in endings.Zip(Enumerable.Range(1, endings.Length)))
        {
            var outcome = await scene.Agent().RunAsync(
                scene.Task(new { state = "working" }, new { state, say = $"Which of {attempt}?" }) with { Attempt = attempt }, default);

            Assert.Equal(kind, outcome.Kind);
            Assert.Contains(says, outcome.Message, StringComparison.Ordinal);
            Assert.EndsWith($"It says: Which of {attempt}?", outcome.Message, StringComparison.Ordinal);
        }
    }

    internal static async Task A_task_is_found_again_by_the_next_host(IA2APeer peer)
    {
        using var scene = await A2AScene.OpenAsync(peer);
        using var stop = new CancellationTokenSource();
        var task = scene.Task(new { state = "working" }, new { state = "completed", say = "Done." });
        var listener = new A2AScene.Listener(_ =>
        {
            scene.Host.Cancel();
            stop.Cancel();
        });

        var left = await scene.Agent().RunAsync(task with { Progress = listener }, stop.Token);
        var found = await scene.Agent().RunAsync(task with { Prompt = "SCRIPT [{\"message\": \"Another one.\"}]" }, default);

        Assert.Equal(Cancelled, left.Kind);
        Assert.Equal((Succeeded, "Done.", left.SessionId), (found.Kind, found.Text, found.SessionId));
    }

    internal static async Task A_task_is_cancelled_with_its_step_and_the_next_run_begins_another(IA2APeer peer)
    {
        using var scene = await A2AScene.OpenAsync(peer);
        using var stop = new CancellationTokenSource();
        var listener = new A2AScene.Listener(_ => stop.Cancel());

        var task = scene.Task(new { state = "working" }, new { wait = true }, new { state = "completed" });

        var stopped = await scene.Agent().RunAsync(task with { Progress = listener }, stop.Token);
        var next = await scene.RunAsync(new { state = "completed", say = "Another one." });

        Assert.Equal((Cancelled, "The agent 'remote' was stopped on request."), (stopped.Kind, stopped.Message));
        Assert.Equal((Succeeded, "Another one."), (next.Kind, next.Text));
        Assert.NotEqual(stopped.SessionId, next.SessionId);
    }

    internal static async Task A_fix_goes_on_in_the_conversation(IA2APeer peer)
    {
        using var scene = await A2AScene.OpenAsync(peer);

        var first = await scene.RunAsync(new { state = "completed", say = "One." });
        var fix = scene.Task(new { state = "completed", say = "Two." }) with { Resume = true, Marker = "wf-1/code-2" };
        var second = await scene.Agent().RunAsync(fix, default);

        Assert.NotNull(first.SessionId);
        Assert.Equal((Succeeded, "Two.", first.SessionId), (second.Kind, second.Text, second.SessionId));
    }

    internal static async Task A_token_that_is_wrong_is_said_to_be(IA2APeer peer)
    {
        using var scene = await A2AScene.OpenAsync(peer);
        Environment.SetEnvironmentVariable("SLIPWAY_TEST_A2A_WRONG", "wrong-0123456789");

        var outcome = await scene.Agent(definition => definition.TokenVariable = "SLIPWAY_TEST_A2A_WRONG")
            .RunAsync(scene.Task(new { state = "completed" }), default);

        Assert.Equal(Auth, outcome.Kind);
        Assert.Contains("answered 401", outcome.Message, StringComparison.Ordinal);
        Assert.Contains("Check the token in SLIPWAY_TEST_A2A_WRONG", outcome.Message, StringComparison.Ordinal);
        Assert.Equal("4.2.0", await scene.Agent().CheckAsync(default));
    }
}
