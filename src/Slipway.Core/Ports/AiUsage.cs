namespace Slipway.Core.Ports;

/// <summary>What questions to a language model took.</summary>
/// <param name="Model">The model.</param>
/// <param name="Tries">How often it was asked.</param>
/// <param name="Tokens">What it read and wrote, as the service says.</param>
/// <param name="CostUsd">The money in US dollars, by the prices in the settings; <see langword="null"/> without those.</param>
public sealed record AiUsage(string Model, int Tries, AgentTokens Tokens, decimal? CostUsd);
