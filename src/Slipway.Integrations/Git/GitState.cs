namespace Slipway.Integrations.Git;

/// <summary>What Git's own files say about operations that were begun and not finished.</summary>
internal static class GitState
{
    private static readonly (string Name, string Operation)[] Operations =
    [
        ("rebase-merge", "rebase"), ("rebase-apply", "rebase"), ("MERGE_HEAD", "merge"),
        ("CHERRY_PICK_HEAD", "cherry-pick"), ("REVERT_HEAD", "revert"),
    ];

    private static readonly string[] Leftovers =
    [
        "rebase-merge", "rebase-apply", "sequencer", "MERGE_HEAD", "MERGE_MSG", "MERGE_MODE", "AUTO_MERGE", "SQUASH_MSG",
        "CHERRY_PICK_HEAD", "REVERT_HEAD", "REBASE_HEAD",
    ];

    /// <summary>The Git command whose work is not finished, or <see langword="null"/>.</summary>
    internal static string? UnfinishedOperation(string gitDirectory) =>
        Operations.FirstOrDefault(operation => Path.Exists(Path.Combine(gitDirectory, operation.Name))).Operation;

    /// <summary>Forgets unfinished operations; files and commits stay as they are.</summary>
    internal static void ForgetUnfinished(string gitDirectory)
    {
        foreach (var path in Leftovers.Select(name => Path.Combine(gitDirectory, name)))
        {
            if (Directory.Exists(path))
            {
                Directory.Delete(path, recursive: true);
            }
            else
            {
                File.Delete(path);
            }
        }
    }
}
