using Slipway.Core.Ports;

namespace Slipway.Integrations.Tests.Agents.RealClis;

/// <summary>A real agent in a real worktree, whose model is scripted.</summary>
internal sealed class CliScene : IAsyncDisposable
{
    private readonly TestHome _home;

    static CliScene() => Environment.SetEnvironmentVariable(
        "PATH", AgentCliFactAttribute.Folder + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH"));

    private CliScene(TestHome home, Workspace workspace, ModelServer model)
    {
        _home = home;
        Workspace = workspace;
        Model = model;
    }

    internal Workspace Workspace { get; }

    internal ModelServer Model { get; }

    internal List<AgentProgress> Progress { get; } = [];

    internal static async Task<CliScene> SetAsync(params ModelTurn[] turns)
    {
        var home = new TestHome();
        var repository = TestRepository.Create(home);
        return new CliScene(home, await repository.OpenAsync(home), await ModelServer.StartAsync(turns));
    }

    /// <summary>The folder of all that is the scene's.</summary>
    internal string Home => _home.Directory;

    internal string PathOf(string file) => Path.Combine(Workspace.Path, file);

    internal async Task<AgentOutcome> RunAsync(
        string agent, Func<AgentTask, AgentTask>? change = null, CancellationToken cancellationToken = default)
    {
        var task = new AgentTask(
            "wf-1", "code", 1, "Create hello.txt.", Workspace.Path, TimeSpan.FromMinutes(3), TimeSpan.FromMinutes(3),
            agent == "codex" ? CodexEnvironment() : ClaudeEnvironment())
        {
            Progress = new Listener(Progress),
        };
        var outcome = await _home.Agents.Find(new AgentSelector(agent)).RunAsync(change is null ? task : change(task), cancellationToken);
        Log = outcome.Log is null ? string.Empty : _home.ReadArtifact(outcome.Log);
        return outcome;
    }

    /// <summary>Everything the last run printed.</summary>
    internal string Log { get; private set; } = string.Empty;

    /// <summary>The outcome judged by what Git sees in the worktree.</summary>
    internal AgentOutcome Judge(AgentOutcome outcome) =>
        outcome.Judge(Command.Run("git", Workspace.Path, "status", "--porcelain").Length > 0);

    public async ValueTask DisposeAsync()
    {
        await Model.DisposeAsync();
        _home.Dispose();
    }

    private Dictionary<string, string> ClaudeEnvironment() => new()
    {
        // Their shells read the user's profile, whatever it may do.
        ["HOME"] = _home.Make("user"),
        ["ANTHROPIC_BASE_URL"] = Model.Address,
        ["ANTHROPIC_API_KEY"] = "key-of-a-test",
        ["CLAUDE_CONFIG_DIR"] = _home.Make("claude"),
        ["CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC"] = "1",
        ["CLAUDE_CODE_MAX_RETRIES"] = "1",
    };

    private Dictionary<string, string> CodexEnvironment()
    {
        var folder = _home.Make("codex");
        File.WriteAllText(Path.Combine(folder, "config.toml"), $"""
            model = "scripted"
            model_provider = "scripted"

            [model_providers.scripted]
            name = "scripted"
            base_url = "{Model.Address}/v1"
            wire_api = "responses"
            env_key = "CODEX_API_KEY"
            request_max_retries = 1
            stream_max_retries = 0
            """);
        return new Dictionary<string, string>
        {
            ["HOME"] = _home.Make("user"), ["CODEX_HOME"] = folder, ["CODEX_API_KEY"] = "key-of-a-test",
        };
    }

    private sealed class Listener(List<AgentProgress> progress) : IProgress<AgentProgress>
    {
        public void Report(AgentProgress value) => progress.Add(value);
    }
}
