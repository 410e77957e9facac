using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Options;
using Slipway.Core;
using Slipway.Core.Policies.CircuitBreaker;
using Slipway.Core.Ports;
using Slipway.Functions.Entities;

namespace Slipway.Functions.Api;

/// <summary>Says which agents there are, and whether they can be used.</summary>
internal sealed class AgentsApi(IAgentPool pool, IOptions<SlipwayOptions> options, TimeProvider time)
{
    [Function("ListAgents")]
    public async Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "agents")] HttpRequest request,
        [DurableClient] DurableTaskClient client)
    {
        var cancellationToken = request.HttpContext.RequestAborted;
        var agents = new List<AgentHealth>();
        foreach (var agent in await pool.ListAsync(cancellationToken))
        {
            var id = AgentCircuit.IdOf(new AgentSelector(agent.Name));
            var breaker = await client.Entities.GetEntityAsync<Circuit>(id, includeState: true, cancellationToken);
            agents.Add(With(agent, agent.Members is null && breaker is not null ? breaker.State : new Circuit()));
        }

        return Results.Json(new { agents }, CoreJson.Options);
    }

    private AgentHealth With(AgentHealth agent, Circuit breaker)
    {
        var state = breaker.StateAt(time.GetUtcNow());
        var isOpen = state == CircuitState.Open;
        return agent with
        {
            Available = agent.Available && !isOpen,
            Reason = agent.Reason ?? (isOpen
                ? $"It failed {breaker.Failures} times in a row, and is left alone until {breaker.OpenUntil:u}."
                : null),
            Breaker = state,
            Limit = options.Value.Admission.ForAgent(agent.Name) is > 0 and var limit ? limit : null,
            BreakerOpenUntil = isOpen ? breaker.OpenUntil : null,
        };
    }
}
