using Slipway.Core.Ports;

namespace Slipway.Integrations.Steps;

/// <summary>What steps that change the branch give.</summary>
internal static class BranchOutputs
{
    /// <summary><c>headSha committed commits files insertions deletions</c>.</summary>
    public static object Of(BranchState branch) => new
    {
        headSha = branch.HeadSha,
        committed = branch.Committed,
        commits = branch.Commits.Count,
        files = branch.Diff.Files,
        insertions = branch.Diff.Insertions,
        deletions = branch.Diff.Deletions,
    };
}
