using Microsoft.DurableTask.Client;
using Slipway.LocalHost.Durable.History;

namespace Slipway.LocalHost.Storage;

/// <summary>An orchestration as its row in the store says it. Payloads that were not asked for are null.</summary>
internal sealed record InstanceRow
{
    public required long Key { get; init; }

    public required string InstanceId { get; init; }

    public required string Name { get; init; }

    public required string Version { get; init; }

    public required OrchestrationRuntimeStatus Status { get; init; }

    /// <summary>1, and one more at each ContinueAsNew and each rewind to a step.</summary>
    public required int Generation { get; init; }

    public string? Input { get; init; }

    public string? Output { get; init; }

    public string? CustomStatus { get; init; }

    public Failure? Failure { get; init; }

    public ParentReference? Parent { get; init; }

    public Dictionary<string, string>? Tags { get; init; }

    /// <summary>The span that started it, as <see cref="Durable.Tracing.TracePlace"/> writes it; null when it is in no trace.</summary>
    public string? Trace { get; init; }

    public required DateTime CreatedAt { get; init; }

    public required DateTime UpdatedAt { get; init; }

    public DateTime? CompletedAt { get; init; }

    public bool HasEnded => IsEnd(Status);

    public static bool IsEnd(OrchestrationRuntimeStatus status) =>
        status is OrchestrationRuntimeStatus.Completed or OrchestrationRuntimeStatus.Failed or OrchestrationRuntimeStatus.Terminated;
}
