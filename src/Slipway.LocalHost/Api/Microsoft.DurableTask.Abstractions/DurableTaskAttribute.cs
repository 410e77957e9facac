namespace Microsoft.DurableTask;

/// <summary>Names an orchestrator, activity or entity written as a class, and may give it a version.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false, Inherited = false)]
public sealed class DurableTaskAttribute : Attribute
{
    /// <summary>Names the task; null means the class's name.</summary>
    public DurableTaskAttribute(string? name = null)
    {
        Name = new TaskName(name!);
    }

    /// <summary>The name; the default value means the class's.</summary>
    public TaskName Name { get; }

    /// <summary>The version; null or empty means none. Entities have none.</summary>
    public string? Version { get; set; }
}
