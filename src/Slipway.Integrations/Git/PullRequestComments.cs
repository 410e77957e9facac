using System.Globalization;
using Slipway.Core;
using Slipway.Core.Ports;
using Slipway.Core.Security;

namespace Slipway.Integrations.Git;

/// <summary>
/// The comments of a pull request, at <c>refs/slipway/pulls/&lt;n&gt;/comments</c>: a chain of commits, oldest first, each with an empty
/// tree. The commit's author and date are the comment's, its message is the text; <c>git log</c> shows them. The ref moves by
/// compare-and-swap, on the remote first where there is one, so that of two comments at once the second goes on from the first.
/// </summary>
internal sealed class PullRequestComments(GitCommand git, GitRemote remote)
{
    /// <summary>Longest comment, in characters.</summary>
    internal const int MaximumText = 10_000;

    /// <summary>Most comments of one pull request.</summary>
    internal const int MaximumCount = 500;

    /// <summary>What workflows say ends with this trailer, as their commits do: by it, a second attempt finds what the first one said.
    /// People are not shown it.</summary>
    private const string Trailer = "Slipway-Step";

    /// <summary>A workflow's comment with its marker.</summary>
    internal static string Marked(string text, string marker) => $"{text}\n\n{Trailer}: {marker}";

    private static string RefOf(int number) => $"refs/slipway/pulls/{number}/comments";

    /// <summary>The newest <see cref="MaximumCount"/>, oldest first.</summary>
    internal async Task<IReadOnlyList<PullRequestComment>> ListAsync(string repository, int number, CancellationToken cancellationToken)
    {
        if (await TipAsync(repository, number, cancellationToken) is not { Length: > 0 } tip)
        {
            return [];
        }

        var log = await git.RunAsync(
            repository,
            ["log", "-z", "--first-parent", $"--max-count={MaximumCount}", "--encoding=UTF-8", "--format=%an%n%ae%n%at%n%B", tip],
            cancellationToken);
        return [.. log.Split('\0', StringSplitOptions.RemoveEmptyEntries).Select(Parse).Reverse()];
    }

    /// <summary>Whether a workflow has said something under a marker, in the newest <see cref="MaximumCount"/>.</summary>
    internal async Task<bool> HasAsync(string repository, int number, string marker, CancellationToken cancellationToken)
    {
        if (await TipAsync(repository, number, cancellationToken) is not { Length: > 0 } tip)
        {
            return false;
        }

        var markers = await git.RunAsync(
            repository,
            ["log", "--first-parent", $"--max-count={MaximumCount}", $"--format=%(trailers:key={Trailer},valueonly,separator=%x0a)", tip],
            cancellationToken);
        return markers.Split('\n').Contains(marker, StringComparer.Ordinal);
    }

    /// <summary>Adds a comment once.</summary>
    /// <returns>Whether it is kept; not when somebody else was faster.</returns>
    internal async Task<bool> TryAddAsync(
        RepositoryInfo repository,
        PullRequestList known,
        int number,
        string text,
        IReadOnlyDictionary<string, string> identity,
        CancellationToken cancellationToken)
    {
        var old = await TipAsync(repository.Path, number, cancellationToken);
        if (old.Length > 0 && await CountAsync(repository.Path, old, cancellationToken) >= MaximumCount)
        {
            throw new SlipwayException(
                ErrorCodes.InvalidRequest, $"Pull request {number} has {MaximumCount} comments, the most that one may have.");
        }

        var tree = await git.RunAsync(repository.Path, ["mktree"], cancellationToken, new GitContext(string.Empty));
        string[] parent = old.Length > 0 ? ["-p", old] : [];
        var commit = await git.RunAsync(
            repository.Path, ["commit-tree", tree, .. parent, "-F", "-"], cancellationToken, new GitContext(text + "\n", identity));
        var name = RefOf(number);
        if (repository.Remote is not { } there)
        {
            return await TryMoveAsync(repository.Path, name, commit, old, cancellationToken);
        }

        var update = new RefUpdate(name, commit, known.There.GetValueOrDefault(name, string.Empty));
        if (await remote.PushAsync(repository.Path, there, [update], cancellationToken) is { } refusal)
        {
            return refusal.Raced ? false : throw refusal.ToException($"The comment on pull request {number}");
        }

        // The remote has it: what another process did to the ref here meanwhile is put right by the next look at the remote.
        await TryMoveAsync(repository.Path, name, commit, old, cancellationToken);
        return true;
    }

    private async Task<bool> TryMoveAsync(string repository, string name, string commit, string old, CancellationToken cancellationToken)
    {
        string[] arguments = ["update-ref", name, commit, old];
        var moved = await git.TryAsync(repository, arguments, cancellationToken);
        return moved.Succeeded || (PullRequestRefs.IsRace(moved) ? false : throw GitCommand.Failed(arguments, moved));
    }

    private async Task<string> TipAsync(string repository, int number, CancellationToken cancellationToken)
    {
        var tip = await git.TryAsync(repository, ["rev-parse", "-q", "--verify", RefOf(number) + "^{commit}"], cancellationToken);
        return tip.Succeeded ? tip.Output : string.Empty;
    }

    private async Task<int> CountAsync(string repository, string tip, CancellationToken cancellationToken)
    {
        var count = await git.RunAsync(
            repository, ["rev-list", "--count", "--first-parent", $"--max-count={MaximumCount}", tip], cancellationToken);
        return int.Parse(count, NumberStyles.None, CultureInfo.InvariantCulture);
    }

    /// <summary>What other clones pushed may be anything: it is cut to what could have been written here.</summary>
    private static PullRequestComment Parse(string entry)
    {
        var parts = entry.Split('\n', 4);
        var time = parts.Length > 2 && long.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? DateTimeOffset.FromUnixTimeSeconds(Math.Min(seconds, DateTimeOffset.MaxValue.ToUnixTimeSeconds()))
            : DateTimeOffset.UnixEpoch;
        return new PullRequestComment(
            Sanitiser.Line(parts[0]),
            Sanitiser.Line(parts.ElementAtOrDefault(1) ?? string.Empty),
            time,
            Unmarked(Sanitiser.Text(parts.ElementAtOrDefault(3) ?? string.Empty, MaximumText).Trim()));
    }

    private static string Unmarked(string text)
    {
        var end = text.LastIndexOf('\n');
        return end > 0 && text.AsSpan(end + 1).StartsWith(Trailer + ": ", StringComparison.Ordinal) ? text[..end].TrimEnd() : text;
    }
}
