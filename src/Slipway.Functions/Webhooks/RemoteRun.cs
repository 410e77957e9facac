using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.DurableTask.Client;
using Slipway.Core;
using Slipway.Core.Ports;

namespace Slipway.Functions.Webhooks;

/// <summary>A run of an agent that works elsewhere, and the pull request that it opened, as a delivery tells of them.</summary>
/// <param name="Id">The run's number at its service.</param>
/// <param name="PullRequest">What it opened.</param>
/// <remarks>Such an agent links to its run in what it writes. Its service tells of the pull request, too, but not always.</remarks>
internal sealed partial record RemoteRun(string Id, AgentPullRequest PullRequest)
{
    /// <summary>Finds the run that a pull request links to.</summary>
    public static RemoteRun? Find(GitHubPayload payload) =>
        payload.Text("pull_request", "body") is { } body && Link().Match(body) is { Success: true } link
            && payload.Text("pull_request", "html_url") is { } url && payload.Text("pull_request", "head", "ref") is { } branch
            ? new RemoteRun(link.Groups["id"].Value, new AgentPullRequest(url, payload.Text("pull_request", "title"), branch))
            : null;

    /// <summary>Notes it for whoever waits for the run.</summary>
    public Task NoteAsync(DurableTaskClient client, CancellationToken cancellationToken) => client.Entities.SignalEntityAsync(
        GitHubReference.IdOf(KeyOf(Id)), nameof(GitHubReference.Set), JsonSerializer.Serialize(PullRequest, CoreJson.Options),
        options: null, cancellationToken);

    /// <summary>The pull request that a delivery told of; <see langword="null"/> when none has.</summary>
    public static async Task<AgentPullRequest?> FindAsync(DurableTaskClient client, string id, CancellationToken cancellationToken) =>
        await client.Entities.GetEntityAsync<string>(GitHubReference.IdOf(KeyOf(id)), includeState: true, cancellationToken)
            is { IncludesState: true, State: { Length: > 0 } noted }
            ? JsonSerializer.Deserialize<AgentPullRequest>(noted, CoreJson.Options)
            : null;

    /// <summary>The end of the link to a run, as an agent writes it.</summary>
    public static string LinkTo(string id) => $"/agent/trace/{id}";

    private static string KeyOf(string id) => $"agent-run/{id}";

    [GeneratedRegex(
        "/agent/trace/(?<id>[0-9]{1,18})", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Link();
}
