using Microsoft.DurableTask.Client.Entities;
using Microsoft.DurableTask.Entities;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Slipway.Core.Policies.CircuitBreaker;
using Slipway.Core.Ports;
using Slipway.Functions.Activities;
using Slipway.Functions.Live;

namespace Slipway.Functions.Entities;

/// <summary>The breakers of <see cref="AgentCircuit"/> entities, for agents that a group chooses among: the workflow knows the group only.
/// </summary>
/// <remarks>A breaker that cannot be asked is not open, and one that cannot be told is not: an agent's run must not be lost with it.
/// </remarks>
internal sealed partial class DurableBreakers(
    AgentFeeds feeds, IOptions<SlipwayOptions> options, TimeProvider time, ILogger<DurableBreakers> logger) : IAgentBreakers
{
    private const int MostLooks = 20;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <inheritdoc/>
    public async ValueTask<DateTimeOffset?> OpenUntilAsync(string agent, string? caller, CancellationToken cancellationToken)
    {
        try
        {
            return feeds.Client is { } client ? await EnterAsync(client.Entities, IdOf(agent), caller, cancellationToken) : null;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogNotAsked(exception, agent);
            return null;
        }
    }

    /// <inheritdoc/>
    public async ValueTask ReportAsync(string agent, AgentOutcome outcome, CancellationToken cancellationToken)
    {
        // One that ended with an exit code may have left a change all the same, which decides, and is not known here.
        var isUnclear = outcome is { Kind: AgentOutcomeKind.Crashed, ExitCode: not null };
        var succeeded = outcome.Kind == AgentOutcomeKind.Succeeded;
        var (code, category) = AgentSteps.Meaning(outcome.Kind);
        if (feeds.Client is not { } client || isUnclear || !(succeeded || Circuit.Counts(category, code)))
        {
            return;
        }

        try
        {
            await client.Entities.SignalEntityAsync(
                IdOf(agent), nameof(AgentCircuit.Report), input: succeeded, options: null, cancellation: cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogNotTold(exception, agent);
        }
    }

    /// <summary>Enters a breaker that may be tried, and looks whether this caller is the one who tries: a client has no answer.</summary>
    private async Task<DateTimeOffset?> EnterAsync(
        DurableEntityClient entities, EntityInstanceId breaker, string? caller, CancellationToken cancellationToken)
    {
        for (var look = 0; ; look++)
        {
            var circuit = await entities.GetEntityAsync<Circuit>(breaker, includeState: true, cancellationToken)
                is { IncludesState: true, State: { } kept } ? kept : new Circuit();
            var now = time.GetUtcNow();
            var answer = circuit.Enter(caller ?? "", now, options.Value.CircuitBreaker).Answer;
            if (!answer.Allowed)
            {
                return answer.RetryAt;
            }

            if (caller is null || circuit.StateAt(now) == CircuitState.Closed || circuit.Trial == caller || look == MostLooks)
            {
                return null;
            }

            if (look == 0)
            {
                await entities.SignalEntityAsync(
                    breaker, nameof(AgentCircuit.Enter), input: caller, options: null, cancellation: cancellationToken);
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    private static EntityInstanceId IdOf(string agent) => AgentCircuit.IdOf(new AgentSelector(agent));
}
