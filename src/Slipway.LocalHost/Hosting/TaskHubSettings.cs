using Slipway.LocalHost.Durable;

namespace Slipway.LocalHost.Hosting;

/// <summary>Where a task hub lives, and how much it does at once.</summary>
/// <param name="DirectoryPath">The hub's folder.</param>
/// <param name="HubName">The hub's name.</param>
/// <param name="MaxConcurrentActivities">Null means the engine's default.</param>
/// <param name="MaxConcurrentOrchestrators">Null means the engine's default.</param>
/// <param name="MaxWarmOrchestrations">
/// How many waiting orchestrations stay in memory; 0 replays each turn. Null means the engine's default.
/// </param>
internal sealed record TaskHubSettings(
    string DirectoryPath, string HubName, int? MaxConcurrentActivities, int? MaxConcurrentOrchestrators, int? MaxWarmOrchestrations = null)
{
    /// <summary>What else the engine is told.</summary>
    public Func<DurableEngineOptions, DurableEngineOptions> Configure { get; init; } = options => options;

    /// <summary>How many entities run operations at once; null means the engine's default.</summary>
    public int? MaxConcurrentEntities { get; init; }

    /// <summary>How many operations of an entity are committed together at most; null means the engine's default.</summary>
    public int? MaxEntityBatchSize { get; init; }

    /// <summary>Whether an operation that fails leaves no trace; null means the engine's default.</summary>
    public bool? RollBackFailedEntityOperations { get; init; }
}
