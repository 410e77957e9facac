namespace Microsoft.DurableTask;

/// <summary>Names the external event that carries a type.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, AllowMultiple = false, Inherited = false)]
public sealed class DurableEventAttribute : Attribute
{
    /// <summary>Names the event; null means the type's name.</summary>
    public DurableEventAttribute(string? name = null)
    {
        Name = new TaskName(name!);
    }

    /// <summary>The event's name; the default value means the type's.</summary>
    public TaskName Name { get; }
}
