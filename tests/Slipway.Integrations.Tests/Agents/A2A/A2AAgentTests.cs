using System.Text.Json.Nodes;
using Slipway.Core;
using Slipway.Core.Ports;
using static Slipway.Core.Ports.AgentOutcomeKind;

namespace Slipway.Integrations.Tests.Agents.A2A;

/// <summary>What an agent behind an endpoint is told, and what is made of its answers.</summary>
public sealed class A2AAgentTests : IAsyncLifetime
{
    private static readonly object Done = new { state = "completed", say = "Done." };

    private A2AServer _server = null!;
    private A2AScene _scene = null!;

    public async Task InitializeAsync()
    {
        _server = await A2AServer.StartAsync("1.0");
        _scene = await A2AScene.OpenAsync(_server);
    }

    public async Task DisposeAsync()
    {
        _scene.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task It_is_told_where_the_code_is_and_which_limits_hold()
    {
        _scene.Repository.Git("remote", "set-url", "origin", "https://ada:secret-password@example.com/o/r.git");
        var budget = new AgentBudget(CostUsd: 5, Turns: 20, Time: TimeSpan.FromMinutes(20));

        await _scene.Agent().RunAsync(_scene.Task(Done) with { Budget = budget, Attempt = 2 }, default);

        var message = Assert.Single(_server.Messages)["message"]!;
        Assert.Contains("an artifact with the output of `git diff --binary`", A2AServer.TextOf(message), StringComparison.Ordinal);
        var head = _scene.Repository.Sha("HEAD");
        Assert.True(JsonNode.DeepEquals(
            new JsonObject
            {
                ["workflow"] = "wf-1", ["step"] = "code", ["attempt"] = 2, ["repository"] = "https://example.com/o/r.git",
                ["branch"] = "slipway/wf-1", ["baseBranch"] = "main", ["headSha"] = head,
                ["limits"] = new JsonObject { ["costUsd"] = 5, ["turns"] = 20, ["seconds"] = 1200 },
            },
            A2AServer.DataOf(message)), $"{message}");
        Assert.Equal("wf-1/code/2", (string?)message["metadata"]!["slipway"]);
    }

    [Fact]
    public async Task On_this_machine_a_repository_without_a_remote_is_where_it_lies()
    {
        var local = _scene.Workspace with { Repository = _scene.Workspace.Repository with { Remote = null } };

        await _scene.Agent().RunAsync(_scene.Task(Done) with { Workspace = local }, default);

        var data = A2AServer.DataOf(Assert.Single(_server.Messages)["message"]!);
        Assert.Equal(local.Repository.Path, (string?)data["repository"]);
    }

    [Fact]
    public async Task It_is_ended_when_it_tells_that_it_passes_its_budget()
    {
        var steps = new object[] { new { state = "working", say = "Costly", usage = new { costUsd = 6.5 } }, new { wait = true } };

        var outcome = await _scene.Agent().RunAsync(_scene.Task(steps) with { Budget = new AgentBudget(CostUsd: 5) }, default);

        Assert.Equal((Budget, 6.5m), (outcome.Kind, outcome.CostUsd));
        Assert.Contains("it cost 6.5 US dollars of 5", outcome.Message, StringComparison.Ordinal);
        Assert.Equal("canceled", Assert.Single(_server.Tasks).State);
    }

    [Fact]
    public async Task A_task_that_takes_longer_than_allowed_is_cancelled_there()
    {
        var time = new TriggeredTime();
        var listener = new A2AScene.Listener(_ => time.Reach(TimeSpan.FromMinutes(30)));

        var outcome = await _scene.Agent(time: time).RunAsync(
            _scene.Task(new { state = "working" }, new { wait = true }) with { Progress = listener }, default);

        Assert.Equal(
            (TimedOut, "The agent 'remote' took longer than allowed and was stopped. Give it more time, or less to do."),
            (outcome.Kind, outcome.Message));
        Assert.Equal("canceled", Assert.Single(_server.Tasks).State);
    }

    [Fact]
    public async Task One_that_does_not_confirm_that_it_was_stopped_may_go_on()
    {
        using var stop = new CancellationTokenSource();
        _server.IsDown = method => method == "CancelTask";
        var listener = new A2AScene.Listener(_ => stop.Cancel());
        var task = _scene.Task(new { state = "working" }, new { wait = true }) with { Progress = listener };

        var outcome = await _scene.Agent().RunAsync(task, stop.Token);

        Assert.Equal(Cancelled, outcome.Kind);
        Assert.EndsWith("It did not confirm that, and may go on there.", outcome.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_attempt_after_one_whose_task_goes_on_follows_that_task()
    {
        using var stop = new CancellationTokenSource();
        _server.IsDown = method => method == "CancelTask";
        var task = _scene.Task(new { state = "working" }, new { state = "working" }, Done);
        await _scene.Agent().RunAsync(task with { Progress = new A2AScene.Listener(_ => stop.Cancel()) }, stop.Token);

        var next = await _scene.Agent().RunAsync(task with { Attempt = 2 }, default);

        Assert.Equal((Succeeded, "context-1"), (next.Kind, next.SessionId));
        Assert.Equal(1, _server.Count("SendMessage"));
    }

    [Fact]
    public async Task A_step_that_is_entered_again_pays_for_a_task_of_its_own()
    {
        var first = await _scene.RunAsync(new { state = "failed" });
        var again = await _scene.Agent().RunAsync(_scene.Task(Done) with { Marker = "wf-1/code-2" }, default);

        Assert.Equal((Crashed, Succeeded), (first.Kind, again.Kind));
        Assert.Equal(2, _server.Tasks.Count);
    }

    [Fact]
    public async Task A_diff_that_does_not_apply_changes_nothing_and_is_a_failure_that_is_tried_again()
    {
        var wrong = A2AScene.Diff + "diff --git a/README.md b/README.md\n--- a/README.md\n+++ b/README.md\n@@ -1 +1 @@\n-goodbye\n+hello\n";

        var outcome = await _scene.RunAsync(new { artifact = "change.diff", text = wrong }, Done);

        Assert.Equal(Protocol, outcome.Kind);
        Assert.Contains("its diff does not apply: error: patch failed: README.md:1", outcome.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_scene.Workspace.Path, "answer.txt")));
    }

    [Theory]
    [InlineData("../outside.txt")]
    [InlineData(".git/config")]
    [InlineData(".git/hooks/post-checkout")]
    public async Task A_diff_that_leaves_the_worktree_does_not_apply(string file)
    {
        var diff = A2AScene.Diff.Replace("answer.txt", file, StringComparison.Ordinal);

        var outcome = await _scene.RunAsync(new { artifact = "change.diff", text = diff }, Done);

        Assert.Equal(Protocol, outcome.Kind);
        Assert.False(File.Exists(Path.Combine(_scene.Workspace.Path, file)) && !file.EndsWith("config", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_change_that_is_there_already_is_taken_once()
    {
        File.WriteAllText(Path.Combine(_scene.Workspace.Path, "answer.txt"), "42\n");

        var outcome = await _scene.RunAsync(new { artifact = "change.diff", text = A2AScene.Diff }, Done);

        Assert.Equal((Succeeded, "42\n"), (outcome.Kind, _scene.Answer));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n\n")]
    public async Task An_empty_diff_is_no_change(string diff)
    {
        var outcome = await _scene.RunAsync(new { artifact = "change.diff", text = diff }, Done);

        Assert.Equal((Succeeded, "Done."), (outcome.Kind, outcome.Text));
    }

    [Theory]
    [InlineData("\\ud83d", "\ufffd")]
    [InlineData("\\uDE00\\ud83d", "\ufffd\ufffd")]
    [InlineData("\\ud83d\\ude00", "\U0001f600")]
    [InlineData("\\\\ud83d", "\\ud83d")]
    public async Task Half_a_character_that_was_cut_through_is_shown_as_one_that_is_unknown(string written, string read)
    {
        _server.Written = json => json.Replace("CUT", written, StringComparison.Ordinal);

        var outcome = await _scene.RunAsync(new { state = "working", say = "CUT" }, new { state = "completed", say = "Done CUT." });

        Assert.Equal((Succeeded, $"Done {read}."), (outcome.Kind, outcome.Text));
        Assert.Equal(1, _server.Count("SendMessage"));
    }

    [Fact]
    public async Task Half_a_character_in_the_words_of_an_error_is_shown_so_too()
    {
        _server.Answer("SendMessage", context => Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(
            context.Response, """{"jsonrpc":"2.0","id":null,"error":{"code":-32602,"message":"Not \ud83d"}}"""));

        var outcome = await _scene.RunAsync(Done);

        Assert.Equal((Protocol, "The agent 'remote' answered with the error -32602: Not \ufffd"), (outcome.Kind, outcome.Message));
    }

    [Fact]
    public async Task Of_data_that_name_something_twice_the_last_holds()
    {
        _server.Written = json => json.Replace("\"twice\"", "\"branch\":\"agent/one\",\"branch\"", StringComparison.Ordinal);

        var outcome = await _scene.RunAsync(new { artifact = "result", data = new { twice = "agent/two" } }, Done);

        Assert.Equal((Succeeded, "agent/two"), (outcome.Kind, outcome.Branch));
    }

    [Fact]
    public async Task What_it_says_tells_no_secret_and_has_an_end()
    {
        var outcome = await _scene.RunAsync(
            new { state = "working", say = $"I know {IA2APeer.Token}" },
            new { artifact = "text", text = new string('x', 100_000) + $" {IA2APeer.Token}\u001b[31m" }, Done);

        Assert.InRange(outcome.Text.Length, 60_000, 64 * 1024);
        Assert.EndsWith("x ***", outcome.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(IA2APeer.Token, _scene.Home.ReadArtifact(outcome.Log), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tokens_have_a_price()
    {
        using var scene = await A2AScene.OpenAsync(_server, ("Prices:big-model:Input", "2"), ("Prices:big-model:Output", "10"));
        var usage = new { inputTokens = 1_000_000, outputTokens = 100_000, model = "big-model" };

        var outcome = await scene.RunAsync(new { state = "completed", say = "Done.", usage });

        Assert.Equal(3m, outcome.CostUsd);
    }

    [Fact]
    public async Task Without_its_token_it_is_not_available()
    {
        var agent = _scene.Agent(definition => definition.TokenVariable = "SLIPWAY_TEST_A2A_UNSET");

        var refused = await Assert.ThrowsAsync<SlipwayException>(() => agent.RunAsync(_scene.Task(Done), default));

        Assert.Equal(ErrorCodes.AgentNotAvailable, refused.Code);
        Assert.Contains("SLIPWAY_TEST_A2A_UNSET is not set", refused.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<SlipwayException>(() => agent.CheckAsync(default));
        Assert.Empty(_server.Requests);
    }
}
