using Microsoft.DurableTask.Client;
using Slipway.LocalHost.Durable.History;

namespace Slipway.LocalHost.Storage;

/// <summary>What a turn changes in an orchestration's row.</summary>
/// <param name="Key">Whose row.</param>
/// <param name="Generation">The generation the turn ran; the update is refused when the row is of another one.</param>
internal sealed record InstanceUpdate(long Key, int Generation)
{
    public required OrchestrationRuntimeStatus Status { get; init; }

    public required int NextGeneration { get; init; }

    public required string Version { get; init; }

    public required int HistoryLength { get; init; }

    public required string? Input { get; init; }

    public string? Output { get; init; }

    public string? CustomStatus { get; init; }

    public Failure? Failure { get; init; }

    public required DateTime UpdatedAt { get; init; }
}
