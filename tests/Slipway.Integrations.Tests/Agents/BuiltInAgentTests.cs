using System.Text.Json.Nodes;
using Slipway.Core;
using Slipway.Core.Ports;
using Slipway.Integrations.Agents.Templates;

namespace Slipway.Integrations.Tests.Agents;

/// <summary>The built-in definitions of agents that cannot be installed here, with programs that take what their documentation says and
/// refuse every other argument.</summary>
public sealed class BuiltInAgentTests
{
    private const string Goose = """
        test "$1" = --version && { echo " 1.9.3"; exit 0; }
        test "$1" = run || { echo "error: unrecognized subcommand '$1'" >&2; exit 2; }
        shift
        while test $# -gt 0; do
            case "$1" in
                --no-session|--quiet) ;;
                --with-builtin) shift; test "$1" = developer || exit 2 ;;
                --max-turns) shift; echo "$1" > turns ;;
                -i) shift; prompt=$(cat "$1") ;;
                *) echo "error: unexpected argument '$1' found" >&2; exit 2 ;;
            esac
            shift
        done
        test "$GOOSE_MODE-$GOOSE_DISABLE_KEYRING" = auto-1 || { echo "keyring: waiting for a password" >&2; exit 3; }
        echo "$prompt" > told; echo "I have done it."
        """;

    private const string Aider = """
        test "$1" = --version && { echo "aider 0.86.1"; exit 0; }
        while test $# -gt 0; do
            case "$1" in
                --yes-always|--no-stream|--no-pretty|--no-check-update|--no-show-release-notes|--no-suggest-shell-commands) ;;
                --no-detect-urls|--no-auto-commits|--no-gitignore) ;;
                --message-file) shift; prompt=$(cat "$1") ;;
                *) echo "aider: error: unrecognized arguments: $1" >&2; exit 2 ;;
            esac
            shift
        done
        case "$prompt" in *limit*) echo "litellm.RateLimitError: Too many requests."; exit 0 ;; esac
        echo "$prompt" > told; echo "I have done it."
        """;

    private const string Gemini = """
        test "$1" = --version && { echo "0.61.0"; exit 0; }
        while test $# -gt 0; do
            case "$1" in
                --skip-trust) ;;
                -p) shift; prompt=$1 ;;
                -o) shift; test "$1" = stream-json || exit 1 ;;
                --approval-mode) shift; test "$1" = yolo || exit 1 ;;
                *) echo "Unknown argument: $1" >&2; exit 1 ;;
            esac
            shift
        done
        case "$prompt" in *login*) echo '{"error":{"type":"FatalAuthenticationError","message":"No login.","code":41}}' >&2; exit 41 ;; esac
        echo "$prompt" > told
        echo '{"type":"init","session_id":"s-1","model":"m"}'
        echo '{"type":"message","role":"assistant","content":"I have done it."}'
        echo '{"type":"result","status":"success","stats":{"total_tokens":30,"input_tokens":20,"output_tokens":10}}'
        """;

    [Theory]
    [InlineData("goose", Goose, "1.9.3")]
    [InlineData("aider", Aider, "0.86.1")]
    [InlineData("gemini", Gemini, "0.61.0")]
    public async Task It_is_called_as_its_program_takes_it_and_its_version_is_known(string name, string program, string version)
    {
        using var home = new TestHome();
        using var host = home.WithSettings(("AgentFile", Define(home, name, home.Script(name, program))));

        var outcome = await RunAsync(host, home, name, "Do it, \"quoted\" and $plain.");
        var health = await host.Get<IAgentPool>().CheckAsync(new AgentSelector(name), default);

        Assert.True(outcome.Kind == AgentOutcomeKind.Succeeded, outcome.Message);
        Assert.Equal("I have done it.", outcome.Text.Trim());
        Assert.Equal("Do it, \"quoted\" and $plain.\n", File.ReadAllText(Path.Combine(home.Directory, "told")));
        Assert.Equal((true, version), (health.Available, health.Version));
        Assert.Equal(name == "gemini" ? new AgentTokens(20, 10) : null, outcome.Tokens);
        Assert.Equal(name == "goose", File.Exists(Path.Combine(home.Directory, "turns")));
    }

    [Theory]
    [InlineData("aider", Aider, "Mind the limit.", AgentOutcomeKind.RateLimited)]
    [InlineData("gemini", Gemini, "Mind the login.", AgentOutcomeKind.Auth)]
    public async Task A_failure_is_known_by_what_it_prints_or_its_exit_code(
        string name, string program, string prompt, AgentOutcomeKind kind)
    {
        using var home = new TestHome();
        using var host = home.WithSettings(("AgentFile", Define(home, name, home.Script(name, program))));

        Assert.Equal(kind, (await RunAsync(host, home, name, prompt)).Kind);
    }

    [Theory]
    [InlineData("goose", "block.github.io/goose")]
    [InlineData("aider", "pip install aider-install")]
    [InlineData("gemini", "npm install -g @google/gemini-cli")]
    public void A_missing_program_says_how_to_install_it(string name, string advice)
    {
        using var home = new TestHome();
        using var host = home.WithSettings(("AgentFile", Define(home, name, $"/no/such/{name}")));

        var missing = Assert.Throws<SlipwayException>(() => host.Agents.Find(new AgentSelector(name)));

        Assert.Equal(ErrorCodes.AgentNotAvailable, missing.Code);
        Assert.Contains(advice, missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_version_that_its_definition_is_not_for_is_refused()
    {
        using var home = new TestHome();
        using var host = home.WithSettings(("AgentFile", Define(home, "goose", home.Script("goose", "echo 2.0.0"))));

        var health = await host.Get<IAgentPool>().CheckAsync(new AgentSelector("goose"), default);

        Assert.False(health.Available);
        Assert.Contains("2.0.0", health.Reason, StringComparison.Ordinal);
    }

    private static Task<AgentOutcome> RunAsync(TestHome host, TestHome home, string name, string prompt) =>
        host.Agents.Find(new AgentSelector(name)).RunAsync(
            new AgentTask("wf-1", "code", 1, prompt, home.Directory, TimeSpan.FromMinutes(3), TimeSpan.FromMinutes(3))
            {
                Budget = new AgentBudget(Turns: 7),
            },
            default);

    /// <summary>The built-in definition, with another place of its program.</summary>
    private static string Define(TestHome home, string name, string program)
    {
        using var builtIn = typeof(AgentTemplates).Assembly.GetManifestResourceStream("agents.json")!;
        var definition = JsonNode.Parse(builtIn)![name]![0]!.DeepClone();
        foreach (var command in new[] { "command", "versionCommand" })
        {
            definition[command] = program + $"{definition[command]}"[name.Length..];
        }

        var file = Path.Combine(home.Directory, "agents.json");
        File.WriteAllText(file, new JsonObject { [name] = new JsonArray(definition) }.ToJsonString());
        return file;
    }
}
