using System.Security.Cryptography;
using System.Text;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Entities;
using Microsoft.Extensions.Options;
using Slipway.Core.Policies.CircuitBreaker;
using Slipway.Core.Ports;

namespace Slipway.Functions.Entities;

/// <summary>An agent's circuit breaker, kept durably and shared by all workflows that use the agent.</summary>
internal sealed class AgentCircuit(IOptions<SlipwayOptions> options, TimeProvider time) : TaskEntity<Circuit>
{
    /// <summary>The breaker of an agent. A command line is no fit for a key, so its hash is.</summary>
    public static EntityInstanceId IdOf(AgentSelector agent) => new(
        nameof(AgentCircuit),
        agent.Name?.ToLowerInvariant() ?? $"command-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(agent.ToString())))}");

    public CircuitAnswer Enter(string caller)
    {
        var (answer, after) = State.Enter(caller, time.GetUtcNow(), options.Value.CircuitBreaker);
        State = after;
        return answer;
    }

    public void Report(bool succeeded) => State = State.Report(succeeded, time.GetUtcNow(), options.Value.CircuitBreaker);

    [Function(nameof(AgentCircuit))]
    public Task DispatchAsync([EntityTrigger] TaskEntityDispatcher dispatcher) => dispatcher.DispatchAsync(this);

    protected override Circuit InitializeState(TaskEntityOperation entityOperation) => new();
}
