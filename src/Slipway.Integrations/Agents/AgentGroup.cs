using Slipway.Core;
using Slipway.Core.Ports;

namespace Slipway.Integrations.Agents;

/// <summary>Agents that are as good as each other: each run goes to the one that has the fewest in progress.</summary>
/// <remarks>A run that goes on goes to the member that began it, for the session is there.</remarks>
/// <param name="name">The group's name.</param>
/// <param name="members">Their names, in the order that decides between equals.</param>
/// <param name="catalog">Finds them.</param>
/// <param name="statistics">Knows how busy they are.</param>
/// <param name="sessions">Knows who began a run.</param>
internal sealed class AgentGroup(
    string name, IReadOnlyList<string> members, AgentCatalog catalog, AgentStatistics statistics, AgentSessions sessions) : ICheckedAgent
{
    /// <inheritdoc/>
    public async Task<AgentOutcome> RunAsync(AgentTask task, CancellationToken cancellationToken) =>
        await (await ChooseAsync(task, cancellationToken)).RunAsync(task, cancellationToken);

    /// <inheritdoc/>
    public async Task<string?> CheckAsync(CancellationToken cancellationToken)
    {
        await ChooseAsync(task: null, cancellationToken);
        return null;
    }

    private async Task<ICheckedAgent> ChooseAsync(AgentTask? task, CancellationToken cancellationToken)
    {
        var reasons = new List<string>();
        foreach (var member in members.OrderBy(member => Began(task, member) ? -1 : statistics.Running(member)))
        {
            try
            {
                var agent = catalog.FindSingle(member);
                await agent.CheckAsync(cancellationToken);
                return agent;
            }
            catch (SlipwayException exception) when (exception.Code == ErrorCodes.AgentNotAvailable)
            {
                reasons.Add(exception.Message);
            }
        }

        throw new SlipwayException(
            ErrorCodes.AgentNotAvailable, $"Agent not available: {name}. None of its members is: {string.Join(' ', reasons)}");
    }

    private bool Began(AgentTask? task, string member) =>
        task is { Resume: true } && sessions.Find(task.WorkflowId, task.Step, member) is not null;
}
