namespace Slipway.LocalHost.Durable;

/// <summary>Implemented by an orchestration's context that knows the instance's tags.</summary>
internal interface IOrchestrationTags
{
    /// <summary>The tags; empty when there are none.</summary>
    IReadOnlyDictionary<string, string> Tags { get; }
}
