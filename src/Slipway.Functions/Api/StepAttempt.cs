using Slipway.Core.Policies;

namespace Slipway.Functions.Api;

/// <summary>One attempt of a step.</summary>
internal sealed record StepAttempt
{
    public int Visit { get; init; }

    public int Attempt { get; init; }

    public DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public string? Agent { get; init; }

    /// <summary><c>running succeeded idle failed cancelled</c>.</summary>
    public string Outcome { get; init; } = "running";

    public string? Code { get; init; }

    public ErrorCategory? Category { get; init; }

    public string? Message { get; init; }
}
