namespace Slipway.LocalHost.Durable.Replay;

/// <summary>An orchestrator's code did something else than its history says it did.</summary>
internal sealed class NonDeterministicOrchestrationException : Exception
{
    /// <param name="orchestrator">The orchestrator's name.</param>
    /// <param name="instanceId">Whose history it is.</param>
    /// <param name="sequence">The place of the event that differs.</param>
    /// <param name="recorded">What the history has, in words.</param>
    /// <param name="actual">What the code asked for, in words.</param>
    /// <param name="taskId">The number of the call that differs; null when the code made none.</param>
    /// <param name="location">File and line of that call; null when they are not known.</param>
    public NonDeterministicOrchestrationException(
        string orchestrator, string instanceId, int sequence, string recorded, string actual, int? taskId, string? location)
        : base(
            $"The code of orchestrator '{orchestrator}' no longer matches the history of instance '{instanceId}': " +
            $"at event {sequence} the history has {recorded}, but the code asked for {actual}" +
            $"{(location is null ? "" : $" at {location}")}. " +
            "Nothing was changed. Restore the code that wrote this history and restart the host, and the instance goes on by itself; " +
            "or terminate the instance.")
    {
        Sequence = sequence;
        Recorded = recorded;
        Actual = location is null ? actual : $"{actual} at {location}";
        TaskId = taskId;
        Location = location;
    }

    /// <summary>The place of the event that differs, from 0.</summary>
    public int Sequence { get; }

    /// <summary>What the history has there, in words.</summary>
    public string Recorded { get; }

    /// <summary>What the code did, in words, and where that is known.</summary>
    public string Actual { get; }

    public int? TaskId { get; }

    public string? Location { get; }
}
