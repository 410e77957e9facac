using Slipway.Core.Ports;

namespace Slipway.Integrations.Git;

/// <summary>Which steps have made which commits.</summary>
/// <remarks>
/// A commit that the engine makes ends with the trailer <c>Slipway-Step: {marker}</c>. Agents may commit themselves, so the worktree's Git
/// directory also holds <c>slipway-steps</c>: a line <c>{marker} {head}</c> for each
/// time that a step was committed. A step has made commits
/// when its head is not the one that the step before it left.
/// </remarks>
internal sealed class StepLog(GitCommand git)
{
    internal const string Trailer = "Slipway-Step";

    private const int MaximumCommits = 100;
    private const string FileName = "slipway-steps";

    /// <summary>Notes the head that a step left.</summary>
    internal static Task AppendAsync(string gitDirectory, string marker, string head, CancellationToken cancellationToken) =>
        File.AppendAllTextAsync(Path.Combine(gitDirectory, FileName), $"{marker} {head}\n", cancellationToken);

    /// <summary>The head that the last step left; <see langword="null"/> before the first.</summary>
    internal static async Task<string?> LastHeadAsync(string gitDirectory, CancellationToken cancellationToken) =>
        (await ReadAsync(gitDirectory, cancellationToken)).LastOrDefault().Head;

    /// <summary>Forgets all steps: the branch begins anew.</summary>
    internal static void Forget(string gitDirectory) => File.Delete(Path.Combine(gitDirectory, FileName));

    /// <summary>Whether an earlier run of a step made its commits.</summary>
    internal async Task<bool> HasCommittedAsync(
        Workspace workspace, string gitDirectory, string marker, CancellationToken cancellationToken)
    {
        var before = workspace.Repository.BaseSha;
        foreach (var (step, head) in await ReadAsync(gitDirectory, cancellationToken))
        {
            if (step == marker && head != before)
            {
                return true;
            }

            before = step == marker ? before : head;
        }

        return (await MarkedAsync(workspace, "HEAD", cancellationToken))
            .Any(commit => commit.Markers.Contains(marker, StringComparer.Ordinal));
    }

    /// <summary>Whether a head holds commits of a step: the engine's, or the agent's since the step before.</summary>
    internal async Task<bool> IsOfStepAsync(
        Workspace workspace, string gitDirectory, string marker, string head, CancellationToken cancellationToken)
    {
        var marked = await MarkedAsync(workspace, head, cancellationToken);
        if (marked.Any(commit => commit.Markers.Contains(marker, StringComparer.Ordinal)))
        {
            return true;
        }

        var steps = await ReadAsync(gitDirectory, cancellationToken);
        var before = steps.LastOrDefault(step => step.Marker != marker).Head
            ?? marked.FirstOrDefault().Sha
            ?? workspace.Repository.BaseSha;
        return head != before;
    }

    private static async Task<IReadOnlyList<(string Marker, string Head)>> ReadAsync(
        string gitDirectory, CancellationToken cancellationToken)
    {
        var file = Path.Combine(gitDirectory, FileName);
        var lines = File.Exists(file) ? await File.ReadAllLinesAsync(file, cancellationToken) : [];
        return [.. lines.Select(line => line.Split(' ')).Where(parts => parts.Length == 2).Select(parts => (parts[0], parts[1]))];
    }

    /// <summary>The branch's commits with a marker, newest first.</summary>
    private async Task<IReadOnlyList<(string Sha, string[] Markers)>> MarkedAsync(
        Workspace workspace, string head, CancellationToken cancellationToken)
    {
        var log = await git.RunAsync(
            workspace.Path,
            [
                "log", "--first-parent", $"--max-count={MaximumCommits}", $"--format=%H %(trailers:key={Trailer},valueonly,separator=%x20)",
                $"{workspace.Repository.BaseSha}..{head}",
            ],
            cancellationToken);
        return
        [
            .. log.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Where(parts => parts.Length > 1)
                .Select(parts => (parts[0], parts[1..])),
        ];
    }
}
