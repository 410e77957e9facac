using Slipway.Integrations.Git;

namespace Slipway.Integrations.Agents.A2A;

/// <summary>Makes agents behind HTTP endpoints.</summary>
/// <param name="clients">For requests.</param>
/// <param name="git">Describes the worktree, and applies changes.</param>
/// <param name="hostStops">Cancelled when the host stops, and its runs are to be found again by the next one.</param>
internal sealed class A2AAgents(IHttpClientFactory clients, GitCommand git, CancellationToken hostStops)
{
    /// <summary>The names of the HTTP clients: for what is answered at once, and for messages.</summary>
    internal const string Quick = "a2a", Patient = "a2a-message";

    internal const int LargestAnswerBytes = 16 * 1024 * 1024;

    internal static readonly TimeSpan QuickLimit = TimeSpan.FromSeconds(15);

    /// <summary>An agent that does not heed being asked to answer at once is waited for so long.</summary>
    internal static readonly TimeSpan PatientLimit = TimeSpan.FromMinutes(10);

    internal A2AAgent Of(string name, AgentDefinition definition, AgentTools tools) => new(
        name, definition,
        new A2AClient(clients.CreateClient(Quick), clients.CreateClient(Patient), definition, tools.Time),
        new A2AWorktree(git, tools.TemporaryDirectory), tools, hostStops);

    /// <summary>What sends the requests: a token goes where it is meant to, so that no redirect is followed.</summary>
    internal static SocketsHttpHandler Handler() => new()
    {
        AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = QuickLimit, PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    };
}
