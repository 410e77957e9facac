using Slipway.Core.Policies.CircuitBreaker;

namespace Slipway.Core.Ports;

/// <summary>Whether an agent can be used, and how it has done since this host started.</summary>
/// <param name="Name">The agent's name.</param>
/// <param name="Available">Whether a workflow can use it now.</param>
/// <param name="Version">Its program's version, when known.</param>
/// <param name="Reason">Why it is not available, and what would help; <see langword="null"/> when it is.</param>
public sealed record AgentHealth(string Name, bool Available, string? Version, string? Reason)
{
    /// <summary>What it can do; of a group, what all its members can.</summary>
    public IReadOnlyList<AgentCapability> Capabilities { get; init; } = [];

    /// <summary>How many workflows may use it at once; <see langword="null"/> without a limit.</summary>
    public int? Limit { get; init; }

    /// <summary>Runs in progress.</summary>
    public int Running { get; init; }

    /// <summary>Runs that have ended, of the last 100.</summary>
    public int Runs { get; init; }

    /// <summary>The share of <see cref="Runs"/> that ended well by the agent's own account, 0 to 1; <see langword="null"/> without runs.
    /// Whether what they left is any good is for the gates to say.</summary>
    public double? SuccessRate { get; init; }

    /// <summary>The middle duration of <see cref="Runs"/>, in milliseconds; <see langword="null"/> without runs.</summary>
    public long? MedianMs { get; init; }

    /// <summary>What all its runs have cost in US dollars, as far as it says.</summary>
    public decimal CostUsd { get; init; }

    /// <summary>What its circuit breaker does with workflows that want to use it; <see langword="null"/> when that was not asked.</summary>
    public CircuitState? Breaker { get; init; }

    /// <summary>Until when the breaker keeps all workflows from it; <see langword="null"/> when it does not.</summary>
    public DateTimeOffset? BreakerOpenUntil { get; init; }

    /// <summary>The agents that this one stands for; <see langword="null"/> for a single one.</summary>
    public IReadOnlyList<string>? Members { get; init; }
}
