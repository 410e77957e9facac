using Slipway.Core;
using Slipway.Core.Policies;
using Slipway.Core.Ports;

namespace Slipway.Integrations.Agents;

/// <summary>Agents that are as good as each other: each run goes to one of them, as the group's strategy says, and never to one whose
/// circuit breaker is open.</summary>
/// <remarks>A run that goes on goes to the member that began it, for the session is there.</remarks>
/// <param name="name">The group's name.</param>
/// <param name="options">Its members, and how runs are shared among them.</param>
/// <param name="catalog">Finds them.</param>
/// <param name="shares">Shares runs among them.</param>
/// <param name="sessions">Knows who began a run.</param>
/// <param name="breakers">Knows who fails for everybody.</param>
internal sealed class AgentGroup(
    string name, AgentGroupOptions options, AgentCatalog catalog, GroupShares shares, AgentSessions sessions,
    IAgentBreakers breakers) : ICheckedAgent
{
    /// <inheritdoc/>
    public async Task<AgentOutcome> RunAsync(AgentTask task, CancellationToken cancellationToken)
    {
        var left = Enumerable.Range(0, options.Members.Count).ToList();
        var refusals = new List<Refusal>();
        while (left.Count > 0)
        {
            var place = shares.Take(options, left, left.Where(each => Began(task, options.Members[each])).Cast<int?>().FirstOrDefault());
            Task<AgentOutcome>? run = null;
            try
            {
                var agent = await UsableAsync(options.Members[place], $"{task.Marker}/{task.Attempt}", refusals, cancellationToken);
                run = agent?.RunAsync(task, cancellationToken);
            }
            finally
            {
                // A run that has begun counts by itself from now on.
                shares.Settle(options, left, place, isUsed: run is not null);
            }

            if (run is not null)
            {
                var outcome = await run;
                await breakers.ReportAsync(options.Members[place], outcome, CancellationToken.None);
                return outcome;
            }

            left.Remove(place);
        }

        throw NotAvailable(refusals);
    }

    /// <inheritdoc/>
    public async Task<string?> CheckAsync(CancellationToken cancellationToken)
    {
        var refusals = new List<Refusal>();
        foreach (var member in options.Members)
        {
            if (await UsableAsync(member, caller: null, refusals, cancellationToken) is not null)
            {
                return null;
            }
        }

        throw NotAvailable(refusals);
    }

    private async Task<ICheckedAgent?> UsableAsync(
        string member, string? caller, List<Refusal> refusals, CancellationToken cancellationToken)
    {
        try
        {
            var agent = catalog.FindSingle(member);
            await agent.CheckAsync(cancellationToken);
            if (await breakers.OpenUntilAsync(member, caller, cancellationToken) is not { } until)
            {
                return agent;
            }

            refusals.Add(new Refusal(
                $"{member} has failed for all workflows that use it, and is left alone until {until:u}.", until));
        }
        catch (SlipwayException exception) when (exception.Code == ErrorCodes.AgentNotAvailable)
        {
            refusals.Add(new Refusal(exception.Message, Until: null));
        }

        return null;
    }

    private SlipwayException NotAvailable(List<Refusal> refusals)
    {
        var reasons = string.Join(' ', refusals.Select(refusal => refusal.Reason));
        var message = $"Agent not available: {name}. None of its members is: {reasons}";
        return refusals.Min(refusal => refusal.Until) is { } soonest
            ? new SlipwayException(ErrorCodes.AgentNotAvailable, message, ErrorCategory.Transient) { RetryAt = soonest }
            : new SlipwayException(ErrorCodes.AgentNotAvailable, message);
    }

    private bool Began(AgentTask task, string member) =>
        task.Resume && sessions.Find(task.WorkflowId, task.Step, member) is not null;

    private sealed record Refusal(string Reason, DateTimeOffset? Until);
}
