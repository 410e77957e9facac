using Slipway.LocalHost.Durable.History;

namespace Slipway.LocalHost.Durable.Replay;

/// <summary>Holds a call that the code makes in a replay to the one that its history has.</summary>
internal static class RecordedCall
{
    /// <summary>Both in words where they differ; null when they are the same.</summary>
    /// <param name="recorded">The call that the history has.</param>
    /// <param name="actual">The call that the code made.</param>
    /// <param name="withInput">Whether the inputs count.</param>
    public static (string Recorded, string Actual)? Difference(ScheduledEvent recorded, ScheduledEvent actual, bool withInput)
    {
        if (recorded.TaskId != actual.TaskId || !IsSameKind(recorded, actual))
        {
            return (recorded.Describe(), actual.Describe());
        }

        var (before, now) = (InputOf(recorded), InputOf(actual));
        return !withInput || string.Equals(before, now, StringComparison.Ordinal) ? null
            : ($"{recorded.Describe()} with {Excerpt(before, now)}", $"it with {Excerpt(now, before)}");
    }

    private static bool IsSameKind(ScheduledEvent recorded, ScheduledEvent actual) => (recorded, actual) switch
    {
        (TaskScheduled a, TaskScheduled b) => SameName(a.Name, b.Name),
        (SubOrchestrationCreated a, SubOrchestrationCreated b) => SameName(a.Name, b.Name),
        (EventSent a, EventSent b) => SameName(a.Name, b.Name) && a.InstanceId == b.InstanceId,
        (TimerCreated, TimerCreated) => true,
        (EntityCalled a, EntityCalled b) => a.EntityId == b.EntityId && SameName(a.Operation, b.Operation),
        (EntitySignaled a, EntitySignaled b) => a.EntityId == b.EntityId && SameName(a.Operation, b.Operation),
        (EntityLockRequested a, EntityLockRequested b) => a.EntityIds.SequenceEqual(b.EntityIds, StringComparer.Ordinal),
        (EntityLockReleased a, EntityLockReleased b) => a.Section == b.Section,
        _ => false,
    };

    private static string? InputOf(ScheduledEvent call) => call switch
    {
        TaskScheduled task => task.Input,
        SubOrchestrationCreated child => child.Input,
        EventSent sent => sent.Input,
        EntityCalled called => called.Input,
        EntitySignaled signal => signal.Input,
        _ => null,
    };

    /// <summary>The part of an input around the first place where it differs from another.</summary>
    private static string Excerpt(string? input, string? other)
    {
        const int before = 30;
        const int length = 100;
        if (input is null)
        {
            return "no input";
        }

        var common = input.AsSpan().CommonPrefixLength(other);
        var start = Math.Max(0, common - before);
        var end = Math.Min(input.Length, start + length);
        return $"the input {(start > 0 ? "…" : "")}{input[start..end]}{(end < input.Length ? "…" : "")}";
    }

    private static bool SameName(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
