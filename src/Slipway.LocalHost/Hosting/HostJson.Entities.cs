using Microsoft.Extensions.Configuration;

namespace Slipway.LocalHost.Hosting;

/// <content>What is said about entities.</content>
internal sealed partial class HostJson
{
    /// <summary>How many entities run operations at once; null means the engine's default.</summary>
    public int? MaxConcurrentEntities(IConfiguration configuration)
        => Number(configuration, "extensions:durableTask:maxConcurrentEntityFunctions");

    /// <summary>How many operations of an entity are committed together at most; null means the engine's default.</summary>
    public int? MaxEntityBatchSize(IConfiguration configuration)
        => Number(configuration, "extensions:durableTask:maxEntityOperationBatchSize");

    /// <summary>Whether an operation that fails leaves no trace; null means the engine's default.</summary>
    public bool? RollBackFailedEntityOperations(IConfiguration configuration)
        => Value(configuration, "extensions:durableTask:rollbackEntityOperationsOnExceptions") switch
        {
            null => null,
            var text when bool.TryParse(text, out var value) => value,
            var text => throw new LocalHostException(
                $"host.json: extensions.durableTask.rollbackEntityOperationsOnExceptions is '{text}'; it must be true or false."),
        };
}
