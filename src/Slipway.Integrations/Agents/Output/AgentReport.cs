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

    internal int? Turns { get; init; }

    internal IReadOnlyList<string> Denials { get; init; } = [];
}
