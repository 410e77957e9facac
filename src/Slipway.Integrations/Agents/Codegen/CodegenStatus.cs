using System.Net;
using Slipway.Core.Ports;

namespace Slipway.Integrations.Agents.Codegen;

/// <summary>What the service's words mean.</summary>
internal static class CodegenStatus
{
    /// <summary>How a run ended; <see langword="null"/> while it goes on, which is also what an unknown word means.</summary>
    internal static AgentOutcomeKind? Ending(string? status) => status?.ToUpperInvariant() switch
    {
        "COMPLETE" or "COMPLETED" => AgentOutcomeKind.Succeeded,
        "ERROR" or "FAILED" => AgentOutcomeKind.Crashed,
        "CANCELLED" or "STOPPED" => AgentOutcomeKind.Cancelled,
        "TIMEOUT" => AgentOutcomeKind.TimedOut,
        "MAX_ITERATIONS_REACHED" => AgentOutcomeKind.MaxTurns,
        "OUT_OF_TOKENS" => AgentOutcomeKind.Budget,
        _ => null,
    };

    /// <summary>What a refused request means.</summary>
    internal static AgentOutcomeKind Refusal(HttpStatusCode? status) => status switch
    {
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => AgentOutcomeKind.Auth,
        HttpStatusCode.PaymentRequired => AgentOutcomeKind.Budget,
        HttpStatusCode.TooManyRequests => AgentOutcomeKind.RateLimited,
        HttpStatusCode.NotFound or HttpStatusCode.UnprocessableEntity => AgentOutcomeKind.Protocol,
        _ => AgentOutcomeKind.ApiError,
    };

    /// <summary>What would be right.</summary>
    internal static string Advice(HttpStatusCode? status) => status switch
    {
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => " Check the token, and that it may use this organization.",
        HttpStatusCode.PaymentRequired => " The plan's runs are used up.",
        HttpStatusCode.NotFound => " Check Slipway:Codegen:OrganizationId.",
        HttpStatusCode.UnprocessableEntity => " Check Slipway:Codegen:RepositoryId, Model and AgentType.",
        _ => string.Empty,
    };
}
