using Microsoft.DurableTask.Client;

namespace Slipway.LocalHost;

/// <summary>
/// A query that also narrows by name and tag. Other task hubs take it as the <see cref="OrchestrationQuery"/> that it is, and give more.
/// </summary>
public sealed record InstanceQuery : OrchestrationQuery
{
    /// <summary>The orchestrator's name, in the spelling it was started with; unset means any.</summary>
    public string? Name { get; init; }

    /// <summary>A tag that the instance was started with, and its value; unset means any.</summary>
    public KeyValuePair<string, string>? Tag { get; init; }
}
