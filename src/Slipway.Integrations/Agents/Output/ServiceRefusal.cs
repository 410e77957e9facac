using System.Text.RegularExpressions;
using Slipway.Core.Ports;

namespace Slipway.Integrations.Agents.Output;

/// <summary>What a refusal by a model's service means.</summary>
internal static partial class ServiceRefusal
{
    /// <summary>By the status of its HTTP response.</summary>
    internal static AgentOutcomeKind Of(long status) => status switch
    {
        429 => AgentOutcomeKind.RateLimited,
        401 or 403 => AgentOutcomeKind.Auth,
        402 => AgentOutcomeKind.Budget,
        _ => AgentOutcomeKind.ApiError,
    };

    /// <summary>By its message, where that is all there is.</summary>
    internal static AgentOutcomeKind Of(string? message) => message switch
    {
        null => AgentOutcomeKind.ApiError,
        _ when TooMany().IsMatch(message) => AgentOutcomeKind.RateLimited,
        _ when Credentials().IsMatch(message) => AgentOutcomeKind.Auth,
        _ => AgentOutcomeKind.ApiError,
    };

    [GeneratedRegex(
        @"\b429\b|too many requests|rate.?limit|usage limit|quota|RESOURCE_EXHAUSTED",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex TooMany();

    [GeneratedRegex(
        @"\b401\b|\b403\b|unauthori[sz]ed|authentication|not logged in|invalid api.?key|forbidden",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Credentials();
}
