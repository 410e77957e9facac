using Microsoft.DurableTask.Client;
using Slipway.Core.Events;
using Slipway.Core.Ports;
using Slipway.Core.Security;

namespace Slipway.Functions.Live;

/// <summary>Where agents' progress goes: the workflows' <see cref="AgentFeed"/> entities.</summary>
internal sealed class AgentFeeds
{
    private const int MaxAgentLength = 60;

    private DurableTaskClient? _client;

    /// <summary>Takes the client that a function is bound to; every function that runs agents gives it.</summary>
    public void Over(DurableTaskClient client) => _client = client;

    /// <summary>Follows an agent of a step, until the listener is disposed.</summary>
    public AgentListener Listen(string workflowId, string step, int attempt, AgentSelector agent) => new(
        progress => _client is { } client
            ? client.Entities.SignalEntityAsync(
                AgentFeed.IdOf(workflowId), nameof(AgentFeed.Note),
                new AgentNote(
                    step, attempt, Sanitiser.Line(Redactor.Redact(agent.ToString()), MaxAgentLength),
                    progress.Kind, progress.Text, progress.CostUsd, progress.Tokens))
            : Task.CompletedTask);

    /// <summary>The latest of a workflow's agents' progress after a number.</summary>
    public static async Task<IReadOnlyList<WorkflowEvent>> ReadAsync(
        DurableTaskClient client, string workflowId, long after, CancellationToken cancellationToken) =>
        await client.Entities.GetEntityAsync<AgentFeedState>(AgentFeed.IdOf(workflowId), includeState: true, cancellationToken)
            is { IncludesState: true } feed
            ? [.. feed.State.Recent.Where(progress => progress.Sequence > after)]
            : [];
}
