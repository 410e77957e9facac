namespace Slipway.LocalHost;

/// <summary>Where an embedded task hub lives.</summary>
public sealed class LocalTaskHubOptions
{
    /// <summary>
    /// The hub's folder. It is made when it is missing, and belongs to one process at a time. Null, the default, means a temporary folder
    /// that is deleted when the host has stopped: what the hub held is gone then.
    /// </summary>
    public string? DirectoryPath { get; set; }

    /// <summary>The hub's name; it is what messages call it. Default <c>TestHubName</c>, as on the real host.</summary>
    public string HubName { get; set; } = "TestHubName";

    /// <summary>
    /// Whether an orchestration is replayed from its history at each of its turns, as the real worker does without extended sessions:
    /// slower, and it finds code that does not do the same again. Default false: what waits stays in memory.
    /// </summary>
    public bool ReplayEveryTurn { get; set; }
}
