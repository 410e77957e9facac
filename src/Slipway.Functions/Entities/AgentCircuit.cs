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

    private static bool IsPlain(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.';

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

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
