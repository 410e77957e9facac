using Slipway.Core.Ports;

namespace Slipway.Integrations.Agents.Output;

/// <summary>What an agent says of its own run.</summary>
internal sealed record AgentReport
{
    /// <summary>How it ended; <see langword="null"/> when it did not say, although its format has a word for it.</summary>
    internal AgentOutcomeKind? Kind { get; init; }

    /// <summary>Why it did not succeed, in the agent's words.</summary>
    internal string? Reason { get; init; }

    /// <summary>Its last answer; <see langword="null"/> when it gave none.</summary>
    internal string? Answer { get; init; }

    internal string? SessionId { get; init; }

    internal decimal? CostUsd { get; init; }

    internal AgentTokens? Tokens { get; init; }

    /// <summary>How many of the tokens it read came from a cache; 0 when it does not say.</summary>
    internal long CachedTokens { get; init; }

    /// <summary>The model it uses; <see langword="null"/> when it does not say.</summary>
    internal string? Model { get; init; }

    internal int? Turns { get; init; }

    internal IReadOnlyList<string> Denials { get; init; } = [];

    /// <summary>What the run cost: as the agent says, or by the price of its model, or the price that stands under its own name.</summary>
    /// <param name="agent">The agent's name.</param>
    /// <param name="prices">By model, or by agent.</param>
    /// <returns><see langword="null"/> when it is not known.</returns>
    internal decimal? CostBy(string agent, IDictionary<string, ModelPrice> prices) => CostUsd ?? (
        Tokens is { } tokens && (prices.TryGetValue(Model ?? agent, out var price) || prices.TryGetValue(agent, out price))
            ? price.CostOf(tokens, CachedTokens)
            : null);
}
