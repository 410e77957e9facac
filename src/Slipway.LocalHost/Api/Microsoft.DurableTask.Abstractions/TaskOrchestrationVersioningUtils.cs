namespace Microsoft.DurableTask.Abstractions;

/// <summary>Compares versions.</summary>
public static class TaskOrchestrationVersioningUtils
{
    /// <summary>
    /// Negative when the source is older than the other, zero when they are equal, positive when it is newer. No version is older than
    /// any; versions such as <c>1.2.3</c> compare by number, others as text.
    /// </summary>
    public static int CompareVersions(string sourceVersion, string otherVersion)
    {
        var sourceMissing = string.IsNullOrWhiteSpace(sourceVersion);
        var otherMissing = string.IsNullOrWhiteSpace(otherVersion);
        if (sourceMissing || otherMissing)
        {
            return otherMissing.CompareTo(sourceMissing);
        }

        return Version.TryParse(sourceVersion, out var source) && Version.TryParse(otherVersion, out var other)
            ? source.CompareTo(other)
            : StringComparer.OrdinalIgnoreCase.Compare(sourceVersion, otherVersion);
    }
}
