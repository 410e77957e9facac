using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Options;
using Slipway.Core;
using Slipway.Core.Lifecycle;
using Slipway.Core.Ports;
using Slipway.Functions.Access;
using Slipway.Functions.Steps;

namespace Slipway.Functions.Api;

/// <summary>Says what is wrong with a request for the lifecycle that only this host can know.</summary>
internal sealed class LifecycleStarts(
    IWorkspaces workspaces, IAgentCatalog agents, IQualityGate gates, IOptions<SlipwayOptions> options)
{
    /// <summary>What cannot work is said now rather than by a workflow that fails at once.</summary>
    /// <exception cref="SlipwayException">The repository, an agent, a gate or the limits do not allow it.</exception>
    public async Task CheckWorldAsync(
        DurableTaskClient client, WorkflowRequest wanted, RequestAccess access, CancellationToken cancellationToken)
    {
        // What Git works on may be elsewhere than the path says: it follows links, and goes up to the top level.
        var repository = await workspaces.InspectAsync(wanted.Repository, wanted.BaseBranch, cancellationToken);
        access.Require(StartScope.Of(wanted) with { Repository = repository.Path });
        foreach (var agent in wanted.FallbackAgents.Prepend(wanted.Agent))
        {
            agents.Find(agent);
        }

        agents.RequireLifecycle(wanted.Agent, wanted.FallbackAgents);

        if (wanted.Gates.Select(gates.Missing).FirstOrDefault(missing => missing is not null) is { } missing)
        {
            throw missing;
        }

        if (options.Value.Admission is { Refuse: true } limits)
        {
            await QueueView.RefuseWhenFullAsync(client, wanted, limits, cancellationToken);
        }
    }
}
