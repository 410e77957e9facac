using System.Globalization;
using Slipway.Core.Ports;

namespace Slipway.Integrations.Git;

/// <summary>
/// The refs that hold pull requests: <c>refs/slipway/pulls/&lt;n&gt;/head</c> (a commit) and <c>…/meta</c> (a <see
/// cref="PullRequestRecord"/>), and <c>…/comments</c> (<see cref="PullRequestComments"/>) once there are some.
/// The first two change together, by compare-and-swap. With a remote, the remote's refs are the truth: they are fetched before anything is
/// decided, and changed (leased, atomically) before the local ones are, so that numbers are unique among all clones.
/// </summary>
internal sealed class PullRequestRefs(GitCommand git, GitRemote remote)
{
    private const string Prefix = "refs/slipway/pulls/";
    private const int ShortestObjectName = 40;

    /// <summary>Matches the heads of all of them.</summary>
    internal const string AllHeads = Prefix + "*/head";

    internal static string HeadOf(int number) => $"{Prefix}{number}/head";

    internal static string MetaOf(int number) => $"{Prefix}{number}/meta";

    /// <summary>All pull requests, and what the remote has of them.</summary>
    internal async Task<PullRequestList> LoadAsync(RepositoryInfo repository, CancellationToken cancellationToken)
    {
        var local = await LocalAsync(repository.Path, cancellationToken);
        IReadOnlyDictionary<string, string> there = new Dictionary<string, string>();
        if (repository.Remote is { } name)
        {
            there = await remote.ListAsync(repository.Path, name, cancellationToken, Prefix + "*");
            if (there.Any(entry => local.GetValueOrDefault(entry.Key) != entry.Value))
            {
                var fetched = await remote.FetchAsync(repository.Path, name, $"+{Prefix}*:{Prefix}*", cancellationToken);
                local = await LocalAsync(repository.Path, cancellationToken);
                if (!fetched.Succeeded && there.Any(entry => !local.ContainsKey(entry.Key)))
                {
                    throw GitCommand.Failed(["fetch"], fetched);
                }
            }
        }

        return new PullRequestList(await ReadAsync(repository.Path, local, cancellationToken), there);
    }

    /// <summary>Whether the repository keeps any, without asking the remote.</summary>
    internal async Task<bool> HasAnyAsync(string repository, CancellationToken cancellationToken) =>
        (await LocalAsync(repository, cancellationToken)).Count > 0;

    /// <summary>Stores a record as an object of the repository, without making it reachable.</summary>
    internal Task<string> WriteRecordAsync(string repository, PullRequestRecord record, CancellationToken cancellationToken) =>
        git.RunAsync(repository, ["hash-object", "-w", "--stdin"], cancellationToken, new GitContext(record.ToJson()));

    /// <summary>Makes or changes a pull request; other refs are pushed along with it.</summary>
    /// <returns>Whether it is done; not when somebody else changed it first.</returns>
    internal async Task<bool> TryWriteAsync(
        RepositoryInfo repository,
        PullRequestList known,
        StoredPullRequest next,
        IReadOnlyList<RefUpdate> along,
        CancellationToken cancellationToken)
    {
        var refusal = await TryPushAsync(repository, known, next, along, cancellationToken);
        if (refusal is { Raced: false })
        {
            throw refusal.ToException($"Pull request {next.Number}");
        }

        return refusal is null && await TryWriteLocallyAsync(repository.Path, known, next, cancellationToken);
    }

    /// <summary>The remote's half of a change.</summary>
    /// <returns><see langword="null"/> when done, or when there is no remote.</returns>
    internal async Task<PushRefusal?> TryPushAsync(
        RepositoryInfo repository,
        PullRequestList known,
        StoredPullRequest next,
        IReadOnlyList<RefUpdate> along,
        CancellationToken cancellationToken)
    {
        if (repository.Remote is not { } name)
        {
            return null;
        }

        RefUpdate[] own =
        [
            new(HeadOf(next.Number), next.HeadSha, known.There.GetValueOrDefault(HeadOf(next.Number), string.Empty)),
            new(MetaOf(next.Number), next.MetaSha, known.There.GetValueOrDefault(MetaOf(next.Number), string.Empty)),
        ];
        var changed = own.Concat(along).Where(update => update.New != update.Old).ToList();
        return await remote.PushAsync(repository.Path, name, changed, cancellationToken);
    }

    /// <summary>The local half of a change.</summary>
    internal async Task<bool> TryWriteLocallyAsync(
        string repository, PullRequestList known, StoredPullRequest next, CancellationToken cancellationToken)
    {
        var before = known.Pulls.FirstOrDefault(pull => pull.Number == next.Number);
        var script = before is null
            ? $"create {HeadOf(next.Number)} {next.HeadSha}\ncreate {MetaOf(next.Number)} {next.MetaSha}\n"
            : $"update {HeadOf(next.Number)} {next.HeadSha} {before.HeadSha}\n"
                + $"update {MetaOf(next.Number)} {next.MetaSha} {before.MetaSha}\n";
        var written = await git.TryAsync(repository, ["update-ref", "--stdin"], cancellationToken, new GitContext(script));
        if (written.Succeeded)
        {
            return true;
        }

        var now = await LocalAsync(repository, cancellationToken);
        return now.GetValueOrDefault(HeadOf(next.Number)) == next.HeadSha && now.GetValueOrDefault(MetaOf(next.Number)) == next.MetaSha
            ? true
            : IsRace(written) ? false : throw GitCommand.Failed(["update-ref"], written);
    }

    /// <summary>Reserves nothing: the number only is the next one free, here and on the remote.</summary>
    internal static int NextNumber(PullRequestList known) =>
        known.There.Keys.Select(NumberOf).Concat(known.Pulls.Select(pull => pull.Number)).DefaultIfEmpty(0).Max() + 1;

    /// <summary>Whether a ref could not be changed because somebody else was about to.</summary>
    internal static bool IsRace(GitResult result) =>
        result.Error.Contains("cannot lock ref", StringComparison.Ordinal) || result.Error.Contains(".lock", StringComparison.Ordinal);

    private static int NumberOf(string refName)
    {
        var rest = refName.AsSpan(Prefix.Length);
        var slash = rest.IndexOf('/');
        return slash > 0 && int.TryParse(rest[..slash], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
    }

    private async Task<Dictionary<string, string>> LocalAsync(string repository, CancellationToken cancellationToken)
    {
        var output = await git.RunAsync(repository, ["for-each-ref", "--format=%(refname) %(objectname)", Prefix], cancellationToken);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' '))
            .ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal);
    }

    /// <summary>Reads all records in one process.</summary>
    private async Task<IReadOnlyList<StoredPullRequest>> ReadAsync(
        string repository, Dictionary<string, string> refs, CancellationToken cancellationToken)
    {
        var numbers = refs.Keys.Where(name => name.EndsWith("/meta", StringComparison.Ordinal)).Select(NumberOf)
            .Where(number => number > 0 && refs.ContainsKey(HeadOf(number)) && refs.ContainsKey(MetaOf(number)))
            .Order().ToList();
        if (numbers.Count == 0)
        {
            return [];
        }

        var wanted = string.Join('\n', numbers.Select(number => refs[MetaOf(number)])) + "\n";
        var output = await git.RunAsync(repository, ["cat-file", "--batch=%(objectname) blob"], cancellationToken, new GitContext(wanted));
        var records = new Dictionary<string, PullRequestRecord>(StringComparer.Ordinal);
        foreach (var (sha, json) in Blobs(output))
        {
            if (PullRequestRecord.Parse(json) is { } record)
            {
                records[sha] = record;
            }
        }

        return
        [
            .. from number in numbers
               let meta = refs[MetaOf(number)]
               where records.ContainsKey(meta)
               select new StoredPullRequest(number, records[meta], meta, refs[HeadOf(number)]),
        ];
    }

    /// <summary>Splits the answer at its header lines, <c>&lt;sha&gt; blob</c>. JSON written by us has no such line.</summary>
    private static IEnumerable<(string Sha, string Content)> Blobs(string output)
    {
        string? sha = null;
        var content = new List<string>();
        foreach (var line in output.Split('\n'))
        {
            var end = line.IndexOf(' ');
            if (end >= ShortestObjectName && line[end..] == " blob" && !line.AsSpan(0, end).ContainsAnyExcept("0123456789abcdef"))
            {
                if (sha is not null)
                {
                    yield return (sha, string.Join('\n', content));
                }

                sha = line[..end];
                content.Clear();
            }
            else
            {
                content.Add(line);
            }
        }

        if (sha is not null)
        {
            yield return (sha, string.Join('\n', content));
        }
    }
}
