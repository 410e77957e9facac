namespace Microsoft.DurableTask.Client.Entities;

/// <summary>What was cleaned up.</summary>
public readonly record struct CleanEntityStorageResult
{
    /// <summary>How many entities were forgotten.</summary>
    public int EmptyEntitiesRemoved { get; init; }

    /// <summary>How many locks were released.</summary>
    public int OrphanedLocksReleased { get; init; }

    /// <summary>Where to go on; null when all is done.</summary>
    public string? ContinuationToken { get; init; }
}
