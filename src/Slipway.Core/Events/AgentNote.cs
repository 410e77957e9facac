using Slipway.Core.Ports;

namespace Slipway.Core.Events;

/// <summary>What an agent does in a step, as it is shown while it runs.</summary>
/// <param name="Step">The step.</param>
/// <param name="Attempt">From 1.</param>
/// <param name="Agent">The agent.</param>
/// <param name="Kind">What kind of thing.</param>
/// <param name="Message">One line for people, without secrets.</param>
/// <param name="CostUsd">What its run has cost so far, in US dollars; <see langword="null"/> when it has not said.</param>
/// <param name="Tokens">What its model has read and written so far; <see langword="null"/> when it has not said.</param>
public sealed record AgentNote(
    string Step, int Attempt, string Agent, AgentProgressKind Kind, string Message, decimal? CostUsd, AgentTokens? Tokens);
