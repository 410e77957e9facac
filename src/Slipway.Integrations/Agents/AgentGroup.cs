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
/// <param name="statistics">Knows how busy they are, and what they were given.</param>
/// <param name="sessions">Knows who began a run.</param>
/// <param name="breakers">Knows who fails for everybody.</param>
internal sealed class AgentGroup(
    string name, AgentGroupOptions options, AgentCatalog catalog, AgentStatistics statistics, AgentSessions sessions,
    IAgentBreakers breakers) : ICheckedAgent
{
    /// <inheritdoc/>
    public async Task<AgentOutcome> RunAsync(AgentTask task, CancellationToken cancellationToken)
    {
        var (member, agent) = await ChooseAsync(task, cancellationToken);
        statistics.Give(name, member);
        var outcome = await agent.RunAsync(task, cancellationToken);
        await breakers.ReportAsync(member, outcome, CancellationToken.None);
        return outcome;
    }

    /// <inheritdoc/>
    public async Task<string?> CheckAsync(CancellationToken cancellationToken)
    {
        await ChooseAsync(task: null, cancellationToken);
        return null;
    }

    private async Task<(string Member, ICheckedAgent Agent)> ChooseAsync(AgentTask? task, CancellationToken cancellationToken)
    {
        var reasons = new List<string>();
        DateTimeOffset? soonest = null;
        foreach (var member in options.Members.Select((member, place) => (member, Rank: RankOf(task, member, place)))
            .OrderBy(each => each.Rank).Select(each => each.member))
        {
            try
            {
                var agent = catalog.FindSingle(member);
                await agent.CheckAsync(cancellationToken);
                if (await breakers.OpenUntilAsync(member, cancellationToken) is not { } until)
                {
                    return (member, agent);
                }

                soonest = soonest < until ? soonest : until;
                reasons.Add($"{member} has failed for all workflows that use it, and is left alone until {until:u}.");
            }
            catch (SlipwayException exception) when (exception.Code == ErrorCodes.AgentNotAvailable)
            {
                reasons.Add(exception.Message);
            }
        }

        var message = $"Agent not available: {name}. None of its members is: {string.Join(' ', reasons)}";
        throw soonest is null
            ? new SlipwayException(ErrorCodes.AgentNotAvailable, message)
            : new SlipwayException(ErrorCodes.AgentNotAvailable, message, ErrorCategory.Transient) { RetryAt = soonest };
    }

    /// <summary>The lower, the sooner it is chosen.</summary>
    private double RankOf(AgentTask? task, string member, int place) => Began(task, member)
        ? -1
        : options.Strategy == AgentGroupOptions.LeastBusy
            ? statistics.Running(member)
            : (statistics.Given(name, member) + 1d) / options.WeightOf(place);

    private bool Began(AgentTask? task, string member) =>
        task is { Resume: true } && sessions.Find(task.WorkflowId, task.Step, member) is not null;
}
