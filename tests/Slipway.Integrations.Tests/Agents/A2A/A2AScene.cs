using System.Text.Json;
using Slipway.Core.Ports;
using Slipway.Integrations.Agents;
using Slipway.Integrations.Agents.A2A;

namespace Slipway.Integrations.Tests.Agents.A2A;

/// <summary>A worktree, and an agent behind an endpoint that is asked to work on it; waits are over at once.</summary>
internal sealed class A2AScene : IDisposable
{
    internal const string Diff =
        "diff --git a/answer.txt b/answer.txt\nnew file mode 100644\n--- /dev/null\n+++ b/answer.txt\n@@ -0,0 +1 @@\n+42\n";

    private const string Variable = "SLIPWAY_TEST_A2A_TOKEN";

    private readonly IA2APeer _peer;

    private A2AScene(IA2APeer peer, TestHome home, TestRepository repository, Workspace workspace) =>
        (_peer, Home, Repository, Workspace) = (peer, home, repository, workspace);

    internal TestHome Home { get; }

    internal TestRepository Repository { get; }

    internal Workspace Workspace { get; }

    internal SkippingTime Time { get; } = new();

    /// <summary>Cancelled when the host stops.</summary>
    internal CancellationTokenSource Host { get; } = new();

    internal string Answer => File.ReadAllText(Path.Combine(Workspace.Path, "answer.txt"));

    internal static async Task<A2AScene> OpenAsync(IA2APeer peer, params (string Key, string Value)[] settings)
    {
        Environment.SetEnvironmentVariable(Variable, IA2APeer.Token);
        var home = new TestHome(settings);
        var repository = TestRepository.Create(home);
        repository.AddRemote(home);
        return new A2AScene(peer, home, repository, await repository.OpenAsync(home));
    }

    /// <summary>The agent, as a host that has just started makes it.</summary>
    internal A2AAgent Agent(Action<AgentDefinition>? change = null, TimeProvider? time = null)
    {
        var definition = new AgentDefinition { Endpoint = _peer.Address, TokenVariable = Variable };
        change?.Invoke(definition);
        var agents = new A2AAgents(
            Home.Get<IHttpClientFactory>(), Home.Get<Integrations.Git.GitCommand>(), Host.Token);
        return agents.Of("remote", definition, Home.Get<AgentTools>() with { Time = time ?? Time });
    }

    /// <summary>What is to be done: the steps of the script.</summary>
    internal AgentTask Task(params object[] steps) => new(
        "wf-1", "code", 1, $"SCRIPT {JsonSerializer.Serialize(steps)}", Workspace.Path, TimeSpan.FromMinutes(30), TimeSpan.FromMinutes(30))
    {
        Workspace = Workspace,
    };

    internal Task<AgentOutcome> RunAsync(params object[] steps) => Agent().RunAsync(Task(steps), default);

    public void Dispose()
    {
        Home.Dispose();
        Host.Dispose();
    }

    /// <summary>Does something each time that it is told of progress.</summary>
    internal sealed class Listener(Action<AgentProgress> told) : IProgress<AgentProgress>
    {
        public void Report(AgentProgress value) => told(value);
    }
}
