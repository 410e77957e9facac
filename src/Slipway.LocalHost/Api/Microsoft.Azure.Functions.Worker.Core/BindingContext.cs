namespace Microsoft.Azure.Functions.Worker;

/// <summary>What the trigger brought along.</summary>
public abstract class BindingContext
{
    /// <summary>Values by name: route parameters, query parameters and the like.</summary>
    public abstract IReadOnlyDictionary<string, object?> BindingData { get; }
}
