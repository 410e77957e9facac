namespace Microsoft.DurableTask.Client.Entities;

/// <summary>What to clean up.</summary>
public readonly record struct CleanEntityStorageRequest
{
    /// <summary>Everything that can be cleaned up.</summary>
    public static CleanEntityStorageRequest Default => new() { RemoveEmptyEntities = true, ReleaseOrphanedLocks = true };

    /// <summary>Whether to forget entities that have no state, no lock and nothing to do.</summary>
    public bool RemoveEmptyEntities { get; init; }

    /// <summary>Whether to release locks whose orchestrations do not run any more.</summary>
    public bool ReleaseOrphanedLocks { get; init; }

    /// <summary>Where to go on; null means from the start.</summary>
    public string? ContinuationToken { get; init; }
}
