using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Slipway.Core.Lifecycle;

namespace Slipway.Functions.Api;

/// <summary>What a list request asks for.</summary>
internal sealed record ListQuery(int Limit, WorkflowState? State, ExecutionStatus? Status, string? Continuation)
{
    private const int DefaultLimit = 50;
    private const int MaxLimit = 200;

    /// <summary>Reads the query string, or says what is wrong with it.</summary>
    public static bool TryRead(IQueryCollection query, [NotNullWhen(true)] out ListQuery? read, [NotNullWhen(false)] out string? error)
    {
        var limit = DefaultLimit;
        WorkflowState state = default;
        ExecutionStatus status = default;
        var hasState = query.ContainsKey("state");
        var hasStatus = query.ContainsKey("status");
        error = query switch
        {
            _ when query.ContainsKey("limit") && (!int.TryParse(query["limit"], out limit) || limit is < 1 or > MaxLimit) =>
                $"limit must be 1 to {MaxLimit}, not '{query["limit"]}'.",
            _ when hasState && !WorkflowStateNames.TryParse(query["state"], out state) =>
                $"state must be one of {string.Join(", ", WorkflowStateNames.All)}, not '{query["state"]}'.",
            _ when hasStatus && !(Enum.TryParse(query["status"], ignoreCase: true, out status) && Enum.IsDefined(status)) =>
                $"status must be one of {string.Join(", ", Enum.GetNames<ExecutionStatus>()).ToLowerInvariant()}, not '{query["status"]}'.",
            _ => null,
        };
        read = error is not null
            ? null
            : new ListQuery(
                limit,
                hasState ? state : null,
                hasStatus ? status : null,
                query["continuation"] is [{ Length: > 0 } token] ? token : null);
        return read is not null;
    }
}
