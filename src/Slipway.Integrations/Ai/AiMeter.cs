using Microsoft.Extensions.AI;
using Slipway.Core.Ports;

namespace Slipway.Integrations.Ai;

/// <summary>Counts what the tries of one question take.</summary>
internal sealed class AiMeter(AiOptions options)
{
    private const decimal PricedTokens = 1_000_000;

    private int _tries;
    private long _input;
    private long _output;

    internal AiUsage Total => new(
        options.Model!, _tries, new AgentTokens(_input, _output),
        options is { InputPrice: { } read, OutputPrice: { } written } ? ((_input * read) + (_output * written)) / PricedTokens : null);

    internal void Begin() => _tries++;

    internal void Add(ChatResponse response)
    {
        _input += response.Usage?.InputTokenCount ?? 0;
        _output += response.Usage?.OutputTokenCount ?? 0;
    }
}
