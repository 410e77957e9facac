using System.Text.Json;

namespace Slipway.Core.Events;

/// <summary>Something that happened to a workflow. Its sequence number lets a reader drop what comes twice.</summary>
/// <param name="Sequence">From 1, without gaps, per workflow.</param>
/// <param name="Type">One of <see cref="EventType"/>.</param>
/// <param name="WorkflowId">To which workflow.</param>
/// <param name="Time">When, by the orchestration's clock.</param>
/// <param name="Data">What belongs to the type; an object.</param>
public sealed record WorkflowEvent(long Sequence, string Type, string WorkflowId, DateTimeOffset Time, JsonElement Data)
{
    /// <summary>Makes an event whose data are <paramref name="data"/>'s properties.</summary>
    public static WorkflowEvent Create(long sequence, string type, string workflowId, DateTimeOffset time, object data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return new(sequence, type, workflowId, time, JsonSerializer.SerializeToElement(data, CoreJson.Options));
    }
}
