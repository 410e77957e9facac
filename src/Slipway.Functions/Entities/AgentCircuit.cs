using System.Security.Cryptography;
using System.Text;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Entities;
using Microsoft.Extensions.Options;
using Slipway.Core.Policies.CircuitBreaker;
using Slipway.Core.Ports;

namespace Slipway.Functions.Entities;

/// <summary>An agent's circuit breaker, kept durably and shared by all workflows that use the agent.</summary>
/// <remarks>A group's is always closed: its members have theirs, and one that is bad must not keep workflows from the others. This is
/// decided here because a workflow does not know what is a group.</remarks>
internal sealed class AgentCircuit(IOptions<SlipwayOptions> options, IAgentCatalog agents, TimeProvider time) : TaskEntity<Circuit>
{
    private const int MaxKeyLength = 100;

    /// <summary>The breaker of an agent. A command line, or whatever else is no fit for a key, has its hash as one.</summary>
    public static EntityInstanceId IdOf(AgentSelector agent)
    {
        var name = agent.Name?.ToLowerInvariant();
        var key = name is { Length: <= MaxKeyLength } && name.All(IsPlain)
            ? name
            : $"{(name is null ? "command" : "name")}-{Hash(name ?? agent.ToString())}";
        return new EntityInstanceId(nameof(AgentCircuit), key);
    }

    private bool IsGroup() => agents.Groups.Any(group => IdOf(new AgentSelector(group)).Key == Context.Id.Key);

    private static bool IsPlain(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.';

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    public CircuitAnswer Enter(string caller)
    {
        if (IsGroup())
        {
            return new CircuitAnswer(Allowed: true);
        }

        var (answer, after) = State.Enter(caller, time.GetUtcNow(), options.Value.CircuitBreaker);
        State = after;
        return answer;
    }

    public void Report(bool succeeded) => State = IsGroup()
        ? new Circuit()
        : State.Report(succeeded, time.GetUtcNow(), options.Value.CircuitBreaker);

    [Function(nameof(AgentCircuit))]
    public Task DispatchAsync([EntityTrigger] TaskEntityDispatcher dispatcher) => dispatcher.DispatchAsync(this);

    protected override Circuit InitializeState(TaskEntityOperation entityOperation) => new();
}
