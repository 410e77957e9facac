namespace Slipway.LocalHost.Storage;

/// <summary>Another process has the task hub open. One process at a time owns a task hub; the lock ends with that process.</summary>
public sealed class TaskHubLockedException : TaskHubException
{
    internal TaskHubLockedException(string directory, int? ownerProcessId, Exception? innerException)
        : base(Describe(directory, ownerProcessId), innerException)
    {
        OwnerProcessId = ownerProcessId;
    }

    /// <summary>The process that holds the task hub, or null when it could not be read.</summary>
    public int? OwnerProcessId { get; }

    private static string Describe(string directory, int? ownerProcessId)
    {
        var owner = ownerProcessId is { } id ? $"process {id}" : "another process";
        return $"The task hub in '{directory}' is in use by {owner}. " +
            "A task hub belongs to one process at a time: stop that process, or start this one with another task hub folder. " +
            "No file has to be deleted; the lock ends with the process that holds it.";
    }
}
