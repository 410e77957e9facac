using System.Diagnostics.CodeAnalysis;
using System.Runtime.Serialization;

namespace DurableTask.Core;

/// <summary>One execution of an instance; each continue-as-new is another.</summary>
public class OrchestrationInstance : IExtensibleDataObject
{
    /// <summary>The instance id.</summary>
    public string InstanceId { get; set; } = null!;

    /// <summary>The execution's id.</summary>
    public string ExecutionId { get; set; } = null!;

    /// <inheritdoc/>
    [AllowNull]
    public ExtensionDataObject ExtensionData { get; set; } = null!;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(InstanceId, ExecutionId);

    /// <inheritdoc/>
    public override string ToString() => $"[InstanceId: {InstanceId}, ExecutionId: {ExecutionId}]";
}
