using System.Text.Json.Serialization;

namespace Slipway.Core.Ports;

/// <summary>What agents and models have taken, as far as they say.</summary>
/// <param name="CostUsd">Money in US dollars.</param>
/// <param name="Tokens">Tokens read and written.</param>
/// <param name="TimeMs">Time that agents ran, in milliseconds.</param>
/// <param name="Turns">Requests of agents to their models.</param>
public sealed record AgentUsage(decimal CostUsd, long Tokens, long TimeMs, int Turns = 0)
{
    /// <summary>Those of <see cref="Tokens"/> whose price is not known: <see cref="CostUsd"/> leaves them out.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long UnpricedTokens { get; init; }

    /// <summary>Nothing.</summary>
    public static AgentUsage None { get; } = new(0, 0, 0);

    /// <summary>What a run of an agent took.</summary>
    public static AgentUsage Of(AgentOutcome outcome)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        return new AgentUsage(
            outcome.CostUsd ?? 0, outcome.Tokens?.Total ?? 0, (long)outcome.Duration.TotalMilliseconds, outcome.Turns ?? 0)
        {
            UnpricedTokens = outcome.CostUsd is null ? outcome.Tokens?.Total ?? 0 : 0,
        };
    }

    /// <summary>What a question to a model took.</summary>
    public static AgentUsage Of(AiUsage usage)
    {
        ArgumentNullException.ThrowIfNull(usage);
        return new AgentUsage(usage.CostUsd ?? 0, usage.Tokens.Total, 0)
        {
            UnpricedTokens = usage.CostUsd is null ? usage.Tokens.Total : 0,
        };
    }

    /// <summary>Both together.</summary>
    public AgentUsage Plus(AgentUsage? other) => other is null
        ? this
        : new AgentUsage(CostUsd + other.CostUsd, Tokens + other.Tokens, TimeMs + other.TimeMs, Turns + other.Turns)
        {
            UnpricedTokens = UnpricedTokens + other.UnpricedTokens,
        };
}
