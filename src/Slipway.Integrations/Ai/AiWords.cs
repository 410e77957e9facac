using System.Globalization;
using Slipway.Core.Ports;

namespace Slipway.Integrations.Ai;

/// <summary>Says for people what a question took.</summary>
internal static class AiWords
{
    /// <summary>For example <c>(gpt-5, 1,234 tokens, $0.0012)</c>.</summary>
    internal static string Of(AiUsage usage)
    {
        var cost = usage.CostUsd is { } money ? string.Create(CultureInfo.InvariantCulture, $", ${money:0.####}") : "";
        return string.Create(CultureInfo.InvariantCulture, $"({usage.Model}, {usage.Tokens.Total:N0} tokens{cost})");
    }
}
