using Microsoft.DurableTask.Entities;
using Slipway.Core.Policies.CircuitBreaker;
using Slipway.Core.Ports;
using Slipway.Functions.Activities;
using Slipway.Functions.Live;

namespace Slipway.Functions.Entities;

/// <summary>The breakers of <see cref="AgentCircuit"/> entities, for agents that a group chooses among: the workflow knows the group only.
/// </summary>
internal sealed class DurableBreakers(AgentFeeds feeds, TimeProvider time) : IAgentBreakers
{
    /// <inheritdoc/>
    public async ValueTask<DateTimeOffset?> OpenUntilAsync(string agent, CancellationToken cancellationToken) =>
        feeds.Client is { } client
        && await client.Entities.GetEntityAsync<Circuit>(IdOf(agent), includeState: true, cancellationToken)
            is { IncludesState: true, State: { } circuit }
        && circuit.StateAt(time.GetUtcNow()) == CircuitState.Open
            ? circuit.OpenUntil
            : null;

    /// <inheritdoc/>
    public async ValueTask ReportAsync(string agent, AgentOutcome outcome, CancellationToken cancellationToken)
    {
        // One that ended with an exit code may have left a change all the same, which decides, and is not known here.
        var isUnclear = outcome is { Kind: AgentOutcomeKind.Crashed, ExitCode: not null };
        var succeeded = outcome.Kind == AgentOutcomeKind.Succeeded;
        var (code, category) = AgentSteps.Meaning(outcome.Kind);
        if (feeds.Client is { } client && !isUnclear && (succeeded || Circuit.Counts(category, code)))
        {
            await client.Entities.SignalEntityAsync(
                IdOf(agent), nameof(AgentCircuit.Report), input: succeeded, options: null, cancellation: cancellationToken);
        }
    }

    private static EntityInstanceId IdOf(string agent) => AgentCircuit.IdOf(new AgentSelector(agent));
}
