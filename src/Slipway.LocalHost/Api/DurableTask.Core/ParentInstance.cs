using System.Diagnostics.CodeAnalysis;
using System.Runtime.Serialization;

namespace DurableTask.Core;

/// <summary>The orchestration that started this one.</summary>
public class ParentInstance : IExtensibleDataObject
{
    /// <summary>Its orchestrator's name.</summary>
    public string Name = null!;

    /// <summary>The execution that called.</summary>
    public OrchestrationInstance OrchestrationInstance = null!;

    /// <summary>The number of the call within the parent.</summary>
    public int TaskScheduleId;

    /// <summary>Its version.</summary>
    public string Version = null!;

    /// <inheritdoc/>
    [AllowNull]
    public ExtensionDataObject ExtensionData { get; set; } = null!;
}
