using Slipway.Core.Ports;
using static Slipway.Core.Ports.AgentOutcomeKind;

namespace Slipway.Integrations.Tests.Agents;

/// <summary>Programs that speak an agent's format, run as agents.</summary>
public sealed class AgentRunTests
{
    [Theory]
    [InlineData("ClaudeStream", "claude-stream-json-acceptEdits-success.jsonl", 0, Succeeded)]
    [InlineData("ClaudeStream", "claude-json-api-400.json", 1, ApiError)]
    [InlineData("ClaudeStream", "claude-stream-api-429.jsonl", 1, RateLimited)]
    [InlineData("ClaudeStream", "claude-json-max-turns.json", 1, MaxTurns)]
    [InlineData("ClaudeStream", "claude-json-max-budget.json", 1, Budget)]
    [InlineData("CodexStream", "codex-json-success.jsonl", 0, Succeeded)]
    [InlineData("CodexStream", "codex-json-api-429.jsonl", 1, RateLimited)]
    [InlineData("GeminiStream", "gemini-stream-success.jsonl", 0, Succeeded)]
    public async Task What_an_agent_prints_decides_how_it_ended(string format, string file, int exitCode, AgentOutcomeKind kind)
    {
        using var home = new TestHome();

        var outcome = await RunAsync(home, $"cat {AgentOutputTests.Recording(file)}; exit {exitCode}", format);

        Assert.Equal((kind, exitCode), (outcome.Kind, outcome.ExitCode));
        Assert.NotNull(outcome.SessionId);
        Assert.Equal(kind == Succeeded ? "Done: created hello.txt" : outcome.Text, outcome.Text);
    }

    [Theory]
    [InlineData("ClaudeStream", 0)]
    [InlineData("ClaudeStream", 1)]
    [InlineData("CodexStream", 0)]
    [InlineData("GeminiStream", 0)]
    public async Task Without_its_result_the_protocol_is_broken_whatever_the_exit_code(string format, int exitCode)
    {
        using var home = new TestHome();

        var outcome = await RunAsync(home, $"echo 'unknown option --x' >&2; exit {exitCode}", format);

        Assert.Equal((Protocol, exitCode), (outcome.Kind, outcome.ExitCode));
        Assert.Contains("unknown option --x", outcome.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_denied_agent_that_left_no_change_was_denied()
    {
        using var home = new TestHome();

        var outcome = await RunAsync(home, $"cat {AgentOutputTests.Recording("claude-json-default-denied.json")}", "ClaudeStream");

        Assert.Equal(Denied, outcome.Judge(treeChanged: false).Kind);
        Assert.Contains("not allowed to: Write /repo/hello.txt", outcome.Judge(treeChanged: false).Message, StringComparison.Ordinal);
        Assert.Equal(Succeeded, outcome.Judge(treeChanged: true).Kind);
    }

    [Theory]
    [InlineData("gemini_exit", "exit 41", Auth)]
    [InlineData("gemini_exit", "exit 53", MaxTurns)]
    [InlineData("text", "echo 'litellm.RateLimitError: wait'; exit 0", RateLimited)]
    [InlineData("text", "echo 'litellm.AuthenticationError: no key' >&2; exit 0", Auth)]
    [InlineData("text", "echo 'litellm.RateLimitError: wait'; echo 1; echo 2; echo 3; echo 4; echo done; exit 0", Succeeded)]
    public async Task A_definition_says_what_exit_codes_and_last_words_mean(string kindOfAgent, string body, AgentOutcomeKind kind)
    {
        using var home = new TestHome();
        var gemini = kindOfAgent == "gemini_exit";

        var outcome = await RunAsync(
            home, body, gemini ? "GeminiStream" : "Text", task: null,
            gemini ? ("ExitCodes:41", "Auth") : ("Failures:RateLimitError", "RateLimited"),
            gemini ? ("ExitCodes:53", "MaxTurns") : ("Failures:AuthenticationError", "Auth"));

        Assert.Equal(kind, outcome.Kind);
    }

    [Fact]
    public async Task An_agent_is_ended_when_its_output_shows_that_it_passes_its_budget_of_tokens()
    {
        using var home = new TestHome();
        var line = """{"type":"assistant","message":{"id":"m","content":[],"usage":{"input_tokens":900,"output_tokens":200}}}""";

        var outcome = await RunAsync(
            home, $"echo '{line}'; sleep 1000", "ClaudeStream", task: task => task with { Budget = new AgentBudget(Tokens: 1000) });

        Assert.Equal((Budget, null), (outcome.Kind, outcome.ExitCode));
        Assert.Contains("it used 1100 tokens of 1000", outcome.Message, StringComparison.Ordinal);
        Assert.Equal(1100, outcome.Tokens?.Total);
    }

    [Fact]
    public async Task Time_that_is_used_up_is_a_budget_and_not_the_limit_on_time()
    {
        using var home = new TestHome();

        var outcome = await RunAsync(
            home, "sleep 1000", task: task => task with { Budget = new AgentBudget(Time: TimeSpan.FromMilliseconds(50)) });

        Assert.Equal(Budget, outcome.Kind);
        Assert.Contains("used up its time of 50 ms", outcome.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Limits_are_told_to_an_agent_that_can_be_told()
    {
        using var home = new TestHome();

        var outcome = await RunAsync(
            home, "echo \"$@\"", "Text",
            task => task with { Budget = new AgentBudget(CostUsd: 1.25m, Turns: 7) },
            ("CostArguments", "--usd {costUsd}"), ("TurnArguments", "--turns {turns}"));

        Assert.Equal("--usd 1.25 --turns 7\n", outcome.Text);
    }

    [Fact]
    public async Task The_prompt_can_be_a_file_that_is_gone_afterwards()
    {
        using var home = new TestHome();

        var outcome = await RunAsync(
            home, "cat \"$2\"; echo; echo \"$2\"", "Text", task => task with { Prompt = new string('x', 200_000) + " {session}" },
            ("Command", home.Script("agent", "tail -c 20 \"$2\"; echo; echo \"$2\"") + " --file {promptFile}"));

        var lines = outcome.Text.Split('\n');
        Assert.Equal("xxxxxxxxxx {session}", lines[0]);
        Assert.False(File.Exists(lines[1]));
    }

    [Fact]
    public async Task A_later_run_goes_on_in_the_session_of_the_one_before()
    {
        using var home = WithSessions("echo \"$@\"");
        var agent = home.Agents.Find(new AgentSelector("mine"));

        var first = await agent.RunAsync(Task(home), default);
        var second = await agent.RunAsync(Task(home) with { Resume = true }, default);
        var other = await agent.RunAsync(Task(home) with { Resume = true, Step = "plan" }, default);

        Assert.Equal($"--session-id {first.SessionId}\n", first.Text);
        Assert.Equal((36, $"--resume {first.SessionId}\n", first.SessionId), (first.SessionId!.Length, second.Text, second.SessionId));
        Assert.StartsWith("--session-id ", other.Text, StringComparison.Ordinal);
        Assert.NotEqual(first.SessionId, other.SessionId);
    }

    [Fact]
    public async Task An_agent_that_has_forgotten_its_session_starts_anew()
    {
        using var home = WithSessions("case $1 in --resume) echo 'no such session' >&2; exit 1;; esac; echo anew");
        var agent = home.Agents.Find(new AgentSelector("mine"));
        var first = await agent.RunAsync(Task(home), default);

        var second = await agent.RunAsync(Task(home) with { Resume = true }, default);

        Assert.Equal((Succeeded, "anew\n"), (second.Kind, second.Text));
        Assert.NotEqual(first.SessionId, second.SessionId);
    }

    [Fact]
    public async Task The_session_is_known_before_the_agent_has_ended()
    {
        using var home = WithSessions("echo \"$@\"; sleep 1000");
        using var stop = new CancellationTokenSource();
        var heard = new TaskCompletionSource();
        var agent = home.Agents.Find(new AgentSelector("mine"));
        var running = agent.RunAsync(Task(home) with { Progress = new Listener(_ => heard.TrySetResult()) }, stop.Token);
        await heard.Task;

        var sessions = Directory.GetFiles(Path.Combine(home.Data, "sessions")).Select(File.ReadAllText);

        Assert.Equal(36, Assert.Single(sessions).Length);
        await stop.CancelAsync();
        Assert.Equal(Cancelled, (await running).Kind);
    }

    [Fact]
    public async Task Progress_is_told_while_it_runs_and_a_secret_in_it_is_masked()
    {
        Environment.SetEnvironmentVariable("SLIPWAY_TEST_PROGRESS_TOKEN", "progress-token-0123");
        using var home = new TestHome();
        var told = new List<AgentProgress>();
        var line = """{"type":"item.completed","item":{"type":"agent_message","text":"it is progress-token-0123"}}""";

        await RunAsync(
            home, $"echo '{line}'", "CodexStream", task => task with
            {
                Progress = new Listener(progress =>
                {
                    told.Add(progress);
                    throw new InvalidOperationException("A listener's defect.");
                }),
            });

        Assert.Equal([new AgentProgress(AgentProgressKind.Text, "it is ***")], told);
    }

    [Fact]
    public async Task Progress_says_what_the_run_has_taken_so_far()
    {
        using var home = new TestHome();
        var told = new List<AgentProgress>();
        const string Said = """{"type":"assistant","message":{"id":"1","content":[{"type":"text","text":"It reads."}],"""
            + "\"usage\":{\"input_tokens\":7,\"output_tokens\":3}}}";
        const string Ended = """{"type":"result","subtype":"success","is_error":false,"result":"Done.","total_cost_usd":0.25}""";

        await RunAsync(
            home, $"echo '{Said}'; echo '{Ended}'", "ClaudeStream", task => task with { Progress = new Listener(told.Add) });

        Assert.Equal(new AgentTokens(7, 3), told[0].Tokens);
        Assert.Equal(("It reads.", 0.25m, new AgentTokens(7, 3)), (told[^1].Text, told[^1].CostUsd, told[^1].Tokens));
    }

    [Fact]
    public async Task An_agent_that_takes_more_memory_than_it_may_is_ended()
    {
        using var home = new TestHome();
        // tail keeps a last line that has no end.
        using var host = home.WithSettings(
            ("AgentMemoryLimit", "128 MiB"),
            ("Agents:mine:Command", home.Script("agent", "(head -c 400000000 /dev/zero; sleep 1000) | tail -n 1")));

        var outcome = await host.Agents.Find(new AgentSelector("mine")).RunAsync(Task(home), default);

        Assert.Equal((Crashed, null), (outcome.Kind, outcome.ExitCode));
        Assert.Contains("MiB of memory; Slipway:AgentMemoryLimit allows 128, and was ended.", outcome.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Agents_keep_to_the_processors_that_they_may_use()
    {
        using var home = new TestHome();
        using var host = home.WithSettings(("AgentCpuLimit", "1 core"), ("Agents:mine:Command", home.Script("agent", "nproc")));

        Assert.Equal("1", (await host.Agents.Find(new AgentSelector("mine")).RunAsync(Task(home), default)).Text.Trim());
    }

    [Fact]
    public async Task An_agent_that_multiplies_is_ended_with_all_that_it_became()
    {
        using var home = new TestHome();
        // A fork bomb with a short fuse: each of it starts two, after a moment, until nobody can any more.
        var bomb = home.Script("bomb", "for i in 1 2; do sleep 2; \"$0\" & done; sleep 1000");
        using var host = home.WithSettings(("AgentProcessLimit", "20"), ("Agents:mine:Command", bomb));

        var outcome = await host.Agents.Find(new AgentSelector("mine")).RunAsync(Task(home), default);

        Assert.Equal(Crashed, outcome.Kind);
        Assert.Contains("Slipway:AgentProcessLimit allows 20", outcome.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(
            Directory.GetDirectories("/proc").Where(path => int.TryParse(Path.GetFileName(path), out _)), path => IsOf(path, bomb));
    }

    private static bool IsOf(string process, string script)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline")).Contains(script, StringComparison.Ordinal);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    [Fact]
    public async Task An_agent_that_starts_more_processes_than_it_may_is_ended_with_all_of_them()
    {
        using var home = new TestHome();
        using var host = home.WithSettings(
            ("AgentProcessLimit", "5"),
            ("Agents:mine:Command", home.Script("agent", "for i in 1 2 3 4 5 6 7 8; do sleep 1000 & done; wait")));

        var outcome = await host.Agents.Find(new AgentSelector("mine")).RunAsync(Task(home), default);

        Assert.Equal(Crashed, outcome.Kind);
        Assert.Matches("had [6-9] processes at once; Slipway:AgentProcessLimit allows 5", outcome.Message);
    }

    private static TestHome WithSessions(string body)
    {
        var home = new TestHome();
        var script = home.Script("agent", body);
        return home.WithSettings(
            ("Agents:mine:Command", script),
            ("Agents:mine:Resume", script + " --resume {session}"),
            ("Agents:mine:SessionArguments", "--session-id {session}"));
    }

    private static AgentTask Task(TestHome home) =>
        new("wf-1", "code", 1, "Do it", home.Directory, TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(10));

    private static async Task<AgentOutcome> RunAsync(
        TestHome home, string body, string format = "Text", Func<AgentTask, AgentTask>? task = null,
        params (string Key, string Value)[] settings)
    {
        var all = new Dictionary<string, string> { ["Command"] = home.Script("program", body), ["Output"] = format };
        foreach (var (key, value) in settings)
        {
            all[key] = value;
        }

        using var host = home.WithSettings([.. all.Select(setting => ($"Agents:mine:{setting.Key}", setting.Value))]);
        return await host.Agents.Find(new AgentSelector("mine")).RunAsync(task is null ? Task(home) : task(Task(home)), default);
    }

    private sealed class Listener(Action<AgentProgress> told) : IProgress<AgentProgress>
    {
        public void Report(AgentProgress value) => told(value);
    }
}
