using Microsoft.DurableTask.Client;

namespace Slipway.LocalHost.Durable.History;

/// <summary>The orchestration ended; nothing follows.</summary>
internal sealed record ExecutionCompleted(DateTime Timestamp, OrchestrationRuntimeStatus Status, string? Result, Failure? Failure)
    : HistoryEvent(Timestamp)
{
    public override string Describe() => $"end of the orchestration ({Status})";
}
