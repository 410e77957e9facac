namespace Microsoft.DurableTask;

/// <summary>The name of an orchestrator, activity or entity. Two names are equal whatever their case.</summary>
public readonly struct TaskName : IEquatable<TaskName>
{
    /// <summary>Names a task; <see langword="null"/> gives the default value.</summary>
    public TaskName(string name)
    {
        Name = name;
    }

    /// <summary>The name as it was written; <see langword="null"/> in the default value.</summary>
    public string Name { get; }

    /// <summary>Always empty: versions are carried by <see cref="TaskVersion"/>.</summary>
    [Obsolete("Versions are carried by TaskVersion; this is always empty.")]
    public string Version => Name is null ? null! : string.Empty;

    /// <summary>The name of the value.</summary>
    public static implicit operator string(TaskName value) => value.Name;

    /// <summary>A name from text; null or empty text gives the default value.</summary>
    public static implicit operator TaskName(string value) => string.IsNullOrEmpty(value) ? default : new TaskName(value);

    public static bool operator ==(TaskName a, TaskName b) => a.Equals(b);

    public static bool operator !=(TaskName a, TaskName b) => !a.Equals(b);

    /// <inheritdoc/>
    public bool Equals(TaskName other) => string.Equals(Name, other.Name, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is TaskName other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Name is null ? 0 : StringComparer.OrdinalIgnoreCase.GetHashCode(Name);

    /// <inheritdoc/>
    public override string ToString() => Name ?? string.Empty;
}
