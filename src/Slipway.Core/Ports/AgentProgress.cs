namespace Slipway.Core.Ports;

/// <summary>What an agent is doing.</summary>
/// <param name="Kind">What kind of thing.</param>
/// <param name="Text">One line for people, without secrets, at most 200 characters: what it said, the command, the file.</param>
public sealed record AgentProgress(AgentProgressKind Kind, string Text)
{
    /// <summary>What its run has cost so far, in US dollars; <see langword="null"/> when it has not said.</summary>
    public decimal? CostUsd { get; init; }

    /// <summary>What its model has read and written so far; <see langword="null"/> when it has not said.</summary>
    public AgentTokens? Tokens { get; init; }
}
