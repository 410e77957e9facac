using Slipway.Core.Ports;

namespace Slipway.Integrations;

/// <summary>What a model's tokens cost, in US dollars for a million of them, 0 to 1,000,000.</summary>
public sealed class ModelPrice
{
    private const decimal PricedTokens = 1_000_000;

    /// <summary>Tokens read. Needed.</summary>
    public decimal? Input { get; set; }

    /// <summary>Tokens read that came from the service's cache, of which not every agent tells. Unset: as <see cref="Input"/>.</summary>
    public decimal? CachedInput { get; set; }

    /// <summary>Tokens written. Needed.</summary>
    public decimal? Output { get; set; }

    /// <summary>Whether all that is needed is there, and can be a price.</summary>
    internal bool IsUsable => Input is not null && Output is not null
        && new[] { Input, CachedInput, Output }.All(price => price is null or (>= 0 and <= 1_000_000));

    /// <summary>What tokens cost.</summary>
    /// <param name="tokens">All of them.</param>
    /// <param name="cached">How many of those read came from the cache.</param>
    internal decimal CostOf(AgentTokens tokens, long cached)
    {
        cached = Math.Clamp(cached, 0, tokens.Input);
        return (((tokens.Input - cached) * Input!.Value) + (cached * (CachedInput ?? Input.Value)) + (tokens.Output * Output!.Value))
            / PricedTokens;
    }
}
