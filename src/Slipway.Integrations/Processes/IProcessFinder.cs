namespace Slipway.Integrations.Processes;

/// <summary>Finds processes that carry our marks. Thread-safe.</summary>
internal interface IProcessFinder
{
    /// <summary>All that carry a run's mark and live; those already dead and not yet reaped do not count.</summary>
    IReadOnlyList<MarkedProcess> Find();

    /// <summary>The living members of the session that a process leads or led, marked or not; none where sessions cannot be seen.</summary>
    /// <param name="leader">The process.</param>
    /// <param name="leaderGone">Whether it is known to be gone: another process with its id then is a stranger, and so is its
    /// session.</param>
    IReadOnlyList<MarkedProcess> FindSession(int leader, bool leaderGone);

    /// <summary>
    /// The living processes without a mark that work inside a directory, without a terminal, and whose parent is gone: what left its
    /// session and cleaned its environment (<c>env -i setsid …</c>). None where working directories cannot be seen.
    /// </summary>
    /// <param name="directory">Absolute, without symbolic links.</param>
    IReadOnlyList<MarkedProcess> FindInside(string directory);

    /// <summary>
    /// When a process started, in a form that only this finder understands; <see langword="null"/> when it does not live.
    /// </summary>
    string? StartOf(int processId);

    /// <summary>Notes a start, where processes cannot be found by their environment.</summary>
    void Started(MarkedProcess process);

    /// <summary>Notes that the process is gone.</summary>
    void Ended(int processId);
}
