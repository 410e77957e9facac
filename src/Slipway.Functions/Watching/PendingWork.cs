using System.Text.Json;
using DurableTask.Core.History;

namespace Slipway.Functions.Watching;

/// <summary>What an orchestration has begun and not heard the end of, by its history.</summary>
/// <param name="Timers">When its timers are due. One that is not waited for any more counts as well: no host's history tells.</param>
/// <param name="Activities">The names of activities that have not ended.</param>
/// <param name="Children">The ids of children that have not ended.</param>
/// <param name="Entities">The entities that have not answered.</param>
internal sealed record PendingWork(
    IReadOnlyList<DateTimeOffset> Timers, IReadOnlyList<string> Activities, IReadOnlyList<string> Children, IReadOnlyList<string> Entities)
{
    /// <summary>Reads it.</summary>
    public static PendingWork Of(IEnumerable<HistoryEvent> history)
    {
        var timers = new Dictionary<int, DateTimeOffset>();
        var activities = new Dictionary<int, string>();
        var children = new Dictionary<int, string>();
        var calls = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var happened in history)
        {
            switch (happened)
            {
                case TimerCreatedEvent created:
                    timers[created.EventId] = new DateTimeOffset(DateTime.SpecifyKind(created.FireAt, DateTimeKind.Utc));
                    break;
                case TimerFiredEvent fired:
                    timers.Remove(fired.TimerId);
                    break;
                case TaskScheduledEvent scheduled:
                    activities[scheduled.EventId] = scheduled.Name ?? "";
                    break;
                case TaskCompletedEvent completed:
                    activities.Remove(completed.TaskScheduledId);
                    break;
                case TaskFailedEvent failed:
                    activities.Remove(failed.TaskScheduledId);
                    break;
                case SubOrchestrationInstanceCreatedEvent created:
                    children[created.EventId] = created.InstanceId;
                    break;
                case SubOrchestrationInstanceCompletedEvent completed:
                    children.Remove(completed.TaskScheduledId);
                    break;
                case SubOrchestrationInstanceFailedEvent failed:
                    children.Remove(failed.TaskScheduledId);
                    break;
                case EventSentEvent sent when CallOf(sent) is { } call:
                    calls[call] = sent.InstanceId;
                    break;
                case EventRaisedEvent { Name: { } name }:
                    calls.Remove(name);
                    break;
            }
        }

        return new PendingWork([.. timers.Values], [.. activities.Values], [.. children.Values], [.. calls.Values]);
    }

    /// <summary>The number under which an entity will answer; <see langword="null"/> for what is not answered.</summary>
    private static string? CallOf(EventSentEvent sent)
    {
        if (sent.InstanceId is not { Length: > 0 } entity || entity[0] != '@' || string.IsNullOrEmpty(sent.Input))
        {
            return null;
        }

        try
        {
            using var message = JsonDocument.Parse(sent.Input);
            return message.RootElement is { ValueKind: JsonValueKind.Object } root
                && !(root.TryGetProperty("signal", out var signal) && signal.ValueKind == JsonValueKind.True)
                && root.TryGetProperty("id", out var id) ? id.ToString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
