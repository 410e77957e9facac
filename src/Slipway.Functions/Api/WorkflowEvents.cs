using System.Text.Json;
using DurableTask.Core.History;
using Slipway.Core;
using Slipway.Core.Events;
using Slipway.Functions.Activities;

namespace Slipway.Functions.Api;

/// <summary>Reads a workflow's events from its durable history: they are the inputs of the activity that publishes them.</summary>
internal static class WorkflowEvents
{
    /// <summary>The events after a sequence number, in order, each once.</summary>
    public static IReadOnlyList<WorkflowEvent> Read(IEnumerable<HistoryEvent> history, long after) =>
    [
        .. history
            .OfType<TaskScheduledEvent>()
            .Where(scheduled => scheduled.Name == nameof(PublishEvents))
            .SelectMany(scheduled => Read(scheduled.Input))
            .Where(happened => happened.Sequence > after)
            .DistinctBy(happened => happened.Sequence)
            .OrderBy(happened => happened.Sequence),
    ];

    private static IReadOnlyList<WorkflowEvent> Read(string? input)
    {
        if (string.IsNullOrEmpty(input))
        {
            return [];
        }

        using var document = JsonDocument.Parse(input);

        // The real stack keeps an activity's input as an array of one.
        var root = document.RootElement.ValueKind == JsonValueKind.Array
            ? document.RootElement.EnumerateArray().FirstOrDefault()
            : document.RootElement;
        return root.ValueKind == JsonValueKind.Object ? root.Deserialize<PublishEventsInput>(CoreJson.Options)?.Events ?? [] : [];
    }
}
