namespace Slipway.LocalHost.Storage;

/// <summary>The database file of a task hub is damaged, or is not a task hub's. Nothing has been deleted or changed.</summary>
public sealed class TaskHubCorruptException : TaskHubException
{
    internal TaskHubCorruptException(string path, string problem, Exception? innerException = null)
        : base(
            $"The task hub database '{path}' cannot be used: {problem.TrimEnd('.')}. " +
            "Restore it from a backup, or move the file away (with its '-wal' and '-shm' companions) to start with an empty task hub. " +
            "Nothing was deleted or changed.",
            innerException)
    {
        Path = path;
    }

    /// <summary>The database file.</summary>
    public string Path { get; }
}
