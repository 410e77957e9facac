using System.Globalization;
using Slipway.Core.Ports;
using Slipway.Integrations.Agents.Output;

namespace Slipway.Integrations.Agents.A2A;

/// <summary>What a task had taken when an attempt told of it: the next one that follows the same task tells of the rest.</summary>
internal sealed record A2AUsage(decimal CostUsd, long Input, long Output, long Cached, int Turns)
{
    internal static A2AUsage None { get; } = new(0, 0, 0, 0, 0);

    internal static A2AUsage Of(AgentReport report) => new(
        report.CostUsd ?? 0, report.Tokens?.Input ?? 0, report.Tokens?.Output ?? 0, report.CachedTokens, report.Turns ?? 0);

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    internal static A2AUsage Parse(string? text) => text?.Split(' ') is [var cost, var input, var output, var cached, var turns]
        && decimal.TryParse(cost, CultureInfo.InvariantCulture, out var usd)
        && long.TryParse(input, CultureInfo.InvariantCulture, out var read)
        && long.TryParse(output, CultureInfo.InvariantCulture, out var written)
        && long.TryParse(cached, CultureInfo.InvariantCulture, out var known)
        && int.TryParse(turns, CultureInfo.InvariantCulture, out var count) ? new A2AUsage(usd, read, written, known, count) : None;

    /// <summary>What has come to it since.</summary>
    internal AgentReport RestOf(AgentReport whole) => whole with
    {
        CostUsd = whole.CostUsd is { } cost ? Math.Max(0, cost - CostUsd) : null,
        Tokens = whole.Tokens is { } tokens ? new AgentTokens(Math.Max(0, tokens.Input - Input), Math.Max(0, tokens.Output - Output))
            : null,
        CachedTokens = Math.Max(0, whole.CachedTokens - Cached),
        Turns = whole.Turns is { } turns ? Math.Max(0, turns - Turns) : null,
    };

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{CostUsd} {Input} {Output} {Cached} {Turns}");
}
