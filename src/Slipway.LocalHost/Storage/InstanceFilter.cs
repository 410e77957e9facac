using Microsoft.DurableTask.Client;

namespace Slipway.LocalHost.Storage;

/// <summary>Which instances to list. What is unset does not narrow the list.</summary>
internal sealed record InstanceFilter
{
    public DateTime? CreatedFrom { get; init; }

    public DateTime? CreatedTo { get; init; }

    public DateTime? CompletedFrom { get; init; }

    public DateTime? CompletedTo { get; init; }

    public IReadOnlyCollection<OrchestrationRuntimeStatus> Statuses { get; init; } = [];

    /// <summary>The orchestrator's name, in its exact spelling.</summary>
    public string? Name { get; init; }

    /// <summary>A tag and its value.</summary>
    public KeyValuePair<string, string>? Tag { get; init; }

    public string? InstanceIdPrefix { get; init; }

    public bool WithPayloads { get; init; }

    /// <summary>The key of the last instance of the page before; 0 for the first page.</summary>
    public long AfterKey { get; init; }

    public required int Limit { get; init; }
}
