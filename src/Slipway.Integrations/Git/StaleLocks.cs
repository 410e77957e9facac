namespace Slipway.Integrations.Git;

/// <summary>Removes lock files that a killed Git left in a workflow's own worktree or on its own branch. Nobody else works there.</summary>
internal static class StaleLocks
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    /// <summary>Waits a little, in case a Git process of a dead host is about to finish, and then removes what still is there.</summary>
    internal static async Task ClearAsync(IEnumerable<string> locks, TimeProvider time, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var left = locks.Where(File.Exists).ToList();
        while (left.Count > 0 && time.GetElapsedTime(started) < Patience)
        {
            await Task.Delay(Poll, time, cancellationToken);
            left.RemoveAll(file => !File.Exists(file));
        }

        left.ForEach(File.Delete);
    }
}
