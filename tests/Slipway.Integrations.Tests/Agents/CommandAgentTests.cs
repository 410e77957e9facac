using Slipway.Core;
using Slipway.Core.Policies;
using Slipway.Core.Ports;

namespace Slipway.Integrations.Tests.Agents;

public sealed class CommandAgentTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(10);

    [Fact]
    public async Task The_prompt_goes_to_standard_input_which_is_then_closed()
    {
        using var home = new TestHome();

        var outcome = await RunAsync(home, home.Script("agent", "cat; echo end"), "Do it\n");

        Assert.Equal((AgentOutcomeKind.Succeeded, 0, "Do it\nend\n"), (outcome.Kind, outcome.ExitCode, outcome.Text));
    }

    [Fact]
    public async Task The_prompt_is_one_argument_where_the_command_line_says_so()
    {
        using var home = new TestHome();

        var outcome = await RunAsync(
            home, home.Script("agent", "printf '%s\\n' \"$#\" \"$@\"; cat") + " -m 'say: {prompt}'", "it's \"this\" $HOME; rm");

        Assert.Equal("2\n-m\nsay: it's \"this\" $HOME; rm\n", outcome.Text);
    }

    [Fact]
    public async Task A_prompt_too_long_for_an_argument_says_what_would_be_right()
    {
        using var home = new TestHome();

        var outcome = await RunAsync(home, "echo {prompt}", new string('x', 200_000));

        Assert.Equal(AgentOutcomeKind.Crashed, outcome.Kind);
        Assert.Contains("standard input", outcome.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_runs_in_the_working_tree_with_a_clean_and_marked_environment()
    {
        using var home = new TestHome();
        Environment.SetEnvironmentVariable("SLIPWAY_TEST_HOST_SECRET", "must-not-leak");

        var outcome = await RunAsync(home, home.Script("agent", "pwd; env"), environment: new() { ["GIVEN"] = "yes" });

        Assert.Contains(home.Directory, outcome.Text, StringComparison.Ordinal);
        Assert.Contains("GIVEN=yes", outcome.Text, StringComparison.Ordinal);
        Assert.Contains("SLIPWAY_WORKFLOW=wf-1", outcome.Text, StringComparison.Ordinal);
        Assert.Contains("SLIPWAY_HOME_ID=", outcome.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("must-not-leak", outcome.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bad_exit_code_is_a_crash_with_the_code_and_the_last_lines()
    {
        using var home = new TestHome();

        var outcome = await RunAsync(home, home.Script("agent", "echo working; echo 'no credit left' >&2; exit 4"));

        Assert.Equal((AgentOutcomeKind.Crashed, 4), (outcome.Kind, outcome.ExitCode));
        Assert.Contains("exit code 4", outcome.Message, StringComparison.Ordinal);
        Assert.Contains("no credit left", outcome.Message, StringComparison.Ordinal);
        Assert.Equal("working\n", outcome.Text);
    }

    [Fact]
    public async Task An_agent_that_takes_too_long_is_ended_and_says_which_limit_it_was()
    {
        using var home = new TestHome();
        var agent = home.Agents.Find(new AgentSelector(Command: "sleep 1000"));

        var slow = await agent.RunAsync(Task(home) with { TimeLimit = TimeSpan.FromMilliseconds(50) }, default);
        var silent = await agent.RunAsync(Task(home) with { SilenceLimit = TimeSpan.FromMilliseconds(50) }, default);

        Assert.Equal((AgentOutcomeKind.TimedOut, null), (slow.Kind, slow.ExitCode));
        Assert.Contains("ran longer than 50 ms", slow.Message, StringComparison.Ordinal);
        Assert.Equal(AgentOutcomeKind.TimedOut, silent.Kind);
        Assert.Contains("printed nothing for 50 ms", silent.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_agent_is_an_outcome_with_a_log()
    {
        using var home = new TestHome();
        var signal = new Signal(home);
        using var stop = new CancellationTokenSource();
        var agent = home.Agents.Find(new AgentSelector(Command: home.Script("agent", $"echo begun; echo x > {signal.Path}; sleep 1000")));
        var running = agent.RunAsync(Task(home), stop.Token);
        await signal.WaitAsync();

        await stop.CancelAsync();
        var outcome = await running;

        Assert.Equal(AgentOutcomeKind.Cancelled, outcome.Kind);
        Assert.Contains("begun", home.ReadArtifact(outcome.Log), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Text_is_cut_to_its_end_and_the_log_to_its_limit()
    {
        using var home = new TestHome(("LogLimitBytes", "100000"));

        var outcome = await RunAsync(home, home.Script("agent", "head -c 5000000 /dev/zero | tr '\\0' x; echo end"));

        Assert.Equal(64 * 1024, outcome.Text.Length);
        Assert.EndsWith("xend\n", outcome.Text, StringComparison.Ordinal);
        Assert.InRange(outcome.Log!.SizeBytes, 90_000, 110_000);
        Assert.Equal("code-1.log", outcome.Log.Name);
    }

    [Fact]
    public async Task A_secret_that_the_agent_prints_is_masked_everywhere()
    {
        Environment.SetEnvironmentVariable("SLIPWAY_TEST_API_KEY", "sk-0123456789");
        using var home = new TestHome(("PassThroughEnvironment:0", "SLIPWAY_TEST_API_KEY"));

        var outcome = await RunAsync(
            home, home.Script("agent", "echo \"key $SLIPWAY_TEST_API_KEY\"; echo \"bad key $SLIPWAY_TEST_API_KEY\" >&2; exit 1"));

        Assert.Equal("key ***\n", outcome.Text);
        Assert.Contains("bad key ***", outcome.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("sk-0123", home.ReadArtifact(outcome.Log), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_of_the_host_is_masked_though_the_agent_was_not_given_it()
    {
        Environment.SetEnvironmentVariable("SLIPWAY_TEST_GIT_TOKEN", "host-token-0123");
        using var home = new TestHome(("WebhookSecret", "webhook-secret-0123"));
        File.WriteAllText(
            Path.Combine(Directory.CreateDirectory(home.Data).FullName, "keys.json"),
            "{\"master\":\"master-key-0123456\",\"function\":\"function-key-0123456\"}");
        var print = $"cat {home.Data}/keys.json; echo host-token-0123; echo webhook-secret-0123";

        var outcome = await RunAsync(home, home.Script("agent", $"{print}; ({print}) >&2; rm {home.Data}/keys.json; exit 1"));
        var next = await RunAsync(home, home.Script("next", "echo master-key-0123456"));

        var kept = string.Join('\n', outcome.Text, outcome.Message, home.ReadArtifact(outcome.Log));
        Assert.Contains("{\"master\":\"***\",\"function\":\"***\"}***\n***\n", outcome.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("0123", kept, StringComparison.Ordinal);
        Assert.Equal("***\n", next.Text);
    }

    [Fact]
    public async Task A_secret_cut_by_the_limit_on_a_message_is_masked_all_the_same()
    {
        Environment.SetEnvironmentVariable("SLIPWAY_TEST_GIT_TOKEN", "host-token-0123");
        using var home = new TestHome();

        // The message begins 4,096 bytes before the end, within the secret.
        var outcome = await RunAsync(
            home, home.Script("agent", "printf host-token-0123 >&2; head -c 4090 /dev/zero | tr '\\0' x >&2; exit 1"));

        Assert.DoesNotContain("n-0123", outcome.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_is_missing_makes_the_agent_unavailable_which_no_retry_mends()
    {
        using var home = new TestHome();

        var exception = await Assert.ThrowsAsync<SlipwayException>(() => RunAsync(home, "./missing.sh"));

        Assert.Equal((ErrorCodes.AgentNotAvailable, ErrorCategory.Configuration), (exception.Code, exception.Category));
        Assert.Contains("'./missing.sh' was not found", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_no_program_is_a_crash_that_says_so()
    {
        using var home = new TestHome();
        var broken = home.Script("agent", string.Empty);
        File.WriteAllBytes(broken, [0x7f, 0x45, 0x4c, 0x46, 0]);

        var outcome = await RunAsync(home, broken);

        Assert.Equal(AgentOutcomeKind.Crashed, outcome.Kind);
        Assert.NotEmpty(outcome.Message);
    }

    private static AgentTask Task(TestHome home) => new("wf-1", "code", 1, "Do it", home.Directory, Long, Long);

    private static Task<AgentOutcome> RunAsync(
        TestHome home, string command, string prompt = "Do it", Dictionary<string, string>? environment = null) =>
        home.Agents.Find(new AgentSelector(Command: command)).RunAsync(
            Task(home) with { Prompt = prompt, Environment = environment }, default);
}
