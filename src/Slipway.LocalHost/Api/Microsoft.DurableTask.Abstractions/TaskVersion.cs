namespace Microsoft.DurableTask;

/// <summary>The version of an orchestrator or activity. Two versions are equal whatever their case.</summary>
public readonly struct TaskVersion : IEquatable<TaskVersion>
{
    /// <summary>The absence of a version.</summary>
    public static readonly TaskVersion Unversioned;

    private readonly string? _version;

    /// <summary>Names a version; null or empty text means <see cref="Unversioned"/>.</summary>
    /// <exception cref="ArgumentException">The text is only whitespace.</exception>
    public TaskVersion(string? version)
    {
        if (version is { Length: > 0 } && string.IsNullOrWhiteSpace(version))
        {
            throw new ArgumentException("A version must not be only whitespace; null or an empty text means none.", nameof(version));
        }

        _version = version is { Length: > 0 } ? version : null;
    }

    /// <summary>The version as it was written; empty when there is none.</summary>
    public string Version => _version ?? string.Empty;

    /// <summary>The text of the version.</summary>
    public static implicit operator string(TaskVersion value) => value.Version;

    /// <summary>A version from text.</summary>
    public static implicit operator TaskVersion(string? value) => new(value);

    public static bool operator ==(TaskVersion a, TaskVersion b) => a.Equals(b);

    public static bool operator !=(TaskVersion a, TaskVersion b) => !a.Equals(b);

    /// <inheritdoc/>
    public bool Equals(TaskVersion other) => string.Equals(Version, other.Version, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is TaskVersion other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(Version);
}
