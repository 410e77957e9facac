using System.Text.Json.Nodes;
using Slipway.Benchmarks.Processes;

namespace Slipway.Benchmarks.Workload;

/// <summary>
/// Lifecycles and workflows of a definition on one repository with a remote, and a command as their agent, which waits as for a model until
/// it is let go on. The repository, the worktrees, the agents and the gates are real.
/// </summary>
internal sealed class FiftyWorkflows
{
    private const string Agent = """
        mode=$(sed -n 's/^Mode: //p' | head -1)
        read -r _ < HOLD || :
        case $mode in
            plan) echo "Write a file." ;;
            *) name=$(git rev-parse --abbrev-ref HEAD | tr / -); mkdir -p answers; echo 42 > answers/$name ;;
        esac
        """;

    private const string Definition = """
        { "id": "change", "steps": [
            { "id": "look", "uses": "shell.run", "config": { "command": "git log -1 --format=%H" } },
            { "id": "write", "uses": "agent.run", "dependsOn": ["look"], "config": { "prompt": "Write the answer." } },
            { "id": "wait", "type": "wait", "dependsOn": ["look"], "config": { "for": "1s" } },
            { "id": "check", "uses": "gate.run", "dependsOn": ["write"], "config": { "command": "grep -rqx 42 answers" } },
            { "id": "pr", "uses": "git.open_pull_request", "dependsOn": ["check", "wait"], "config": { "title": "The answer" } } ] }
        """;

    private readonly string _folder;

    private FiftyWorkflows(string folder) => _folder = folder;

    private string Repository => Path.Combine(_folder, "repository");

    private string AgentFile => Path.Combine(_folder, "agent.sh");

    private string Hold => Path.Combine(_folder, "hold");

    /// <summary>Makes the repository and the agent.</summary>
    public static async Task<FiftyWorkflows> CreateAsync(string folder, CancellationToken cancellationToken)
    {
        var work = new FiftyWorkflows(folder);
        var remote = Path.Combine(folder, "remote.git");
        Directory.CreateDirectory(work.Repository);
        await File.WriteAllTextAsync(work.AgentFile, Agent.Replace("HOLD", work.Hold, StringComparison.Ordinal), cancellationToken);
        await File.WriteAllTextAsync(work.Hold, string.Empty, cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(work.Repository, "README.md"), "# Answers\n", cancellationToken);
        string[][] commands =
        [
            ["init", "--quiet", "--bare", "--initial-branch=main", remote],
            ["init", "--quiet", "--initial-branch=main"],
            ["config", "user.name", "Benchmark"],
            ["config", "user.email", "benchmark@example.com"],
            ["add", "."],
            ["commit", "--quiet", "--message", "Begin"],
            ["remote", "add", "origin", remote],
            ["push", "--quiet", "--set-upstream", "origin", "main"],
        ];
        foreach (var command in commands)
        {
            await ChildProcess.OutputAsync(["git", .. command], work.Repository, cancellationToken);
        }

        return work;
    }

    /// <summary>Has agents wait, which costs no processor: they read from a pipe that nobody writes to.</summary>
    public async Task HoldAgentsAsync(CancellationToken cancellationToken)
    {
        File.Delete(Hold);
        await ChildProcess.OutputAsync(["mkfifo", Hold], _folder, cancellationToken);
    }

    /// <summary>Lets those that wait go on, and those that come later not wait.</summary>
    public async Task LetAgentsGoAsync(CancellationToken cancellationToken)
    {
        var pipe = Hold + ".pipe";
        File.Move(Hold, pipe);
        await File.WriteAllTextAsync(Hold, string.Empty, cancellationToken);
        await ChildProcess.OutputAsync(["sh", "-c", $": > '{pipe}'"], _folder, cancellationToken);
        File.Delete(pipe);
    }

    /// <summary>What is posted to start one: a lifecycle when its number is even, else a workflow of a definition.</summary>
    public object Request(int number) => number % 2 == 0
        ? new
        {
            requirement = $"Write answer number {number}.",
            repository = Repository,
            agent = new { command = $"sh {AgentFile}" },
            gates = new[] { new { name = "answer", command = "grep -rqx 42 answers" } },
            actor = "benchmark",
        }
        : new
        {
            definition = JsonNode.Parse(Definition),
            repository = Repository,
            agent = new { command = $"sh {AgentFile}" },
            actor = "benchmark",
        };
}
