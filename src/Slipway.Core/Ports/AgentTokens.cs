namespace Slipway.Core.Ports;

/// <summary>What a model has read and written for an agent.</summary>
/// <param name="Input">Tokens read, also those that came from a cache.</param>
/// <param name="Output">Tokens written.</param>
public sealed record AgentTokens(long Input, long Output)
{
    /// <summary>Both.</summary>
    public long Total => Input + Output;
}
