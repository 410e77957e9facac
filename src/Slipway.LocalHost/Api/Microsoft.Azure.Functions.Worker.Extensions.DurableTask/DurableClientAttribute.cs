using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Hands a function the durable client.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class DurableClientAttribute : InputBindingAttribute
{
    /// <summary>The task hub; null means the host's. This host has one.</summary>
    public string? TaskHub { get; set; }

    /// <summary>The connection's name; this host needs none.</summary>
    public string? ConnectionName { get; set; }
}
