using System.Globalization;
using Slipway.Core.Security;
using Slipway.Integrations.Git;

namespace Slipway.Integrations.Analysis;

/// <summary>Looks at a worktree through Git: what is committed, never what a link leads to. A survey reads one listing, a few small files,
/// and looks for at most 12 terms.</summary>
internal sealed class RepositorySurvey(GitCommand git)
{
    private const int MaxFiles = 50_000;
    private const int MaxShown = 40;
    private const int MaxReadme = 2_000;
    private const int MaxRelevant = 20;
    private const long MaxRelevantBytes = 512 * 1024;
    private const int MaxReadBytes = 64 * 1024;
    private const int MaxCommits = 10;
    private const int MaxSubject = 120;

    /// <summary>All files of the last commit, at most 50,000; of a listing that is enormous, some of the last.</summary>
    internal async Task<IReadOnlyList<SourceFile>> ListAsync(string worktree, CancellationToken cancellationToken)
    {
        var listing = await git.RunAsync(
            worktree, ["ls-tree", "-r", "-l", "-z", "HEAD"], cancellationToken, new GitContext(TakesEnd: true));
        return [.. listing.Split('\0', StringSplitOptions.RemoveEmptyEntries).Take(MaxFiles).Select(Parse).OfType<SourceFile>()];
    }

    /// <summary>What can be seen of it.</summary>
    internal async Task<RepositoryFacts> LookAsync(
        string worktree, IReadOnlyList<SourceFile> files, CancellationToken cancellationToken)
    {
        var top = files.Where(file => !file.Path.Contains('/', StringComparison.Ordinal)).Select(file => file.Path)
            .ToHashSet(StringComparer.Ordinal);
        var manifests = Toolchain.Manifests(files);
        var read = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var name in new[] { "package.json", "Makefile" }.Where(top.Contains))
        {
            read[name] = await ReadAsync(worktree, name, MaxReadBytes, cancellationToken);
        }

        var (build, test) = Toolchain.Commands(manifests, top, name => read.GetValueOrDefault(name));
        var readme = top.Order(StringComparer.Ordinal).FirstOrDefault(
            name => Path.GetFileNameWithoutExtension(name).Equals("README", StringComparison.OrdinalIgnoreCase));
        return new RepositoryFacts(
            files.Count, Languages.Shares(files),
            files.Where(file => file.Path.Contains('/', StringComparison.Ordinal))
                .GroupBy(file => file.Path[..file.Path.IndexOf('/', StringComparison.Ordinal)], StringComparer.Ordinal)
                .OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal).Take(MaxShown)
                .ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal),
            [.. top.Order(StringComparer.Ordinal).Take(MaxShown)], manifests, build, test,
            readme is null ? null : await ReadAsync(worktree, readme, MaxReadme, cancellationToken));
    }

    /// <summary>The files that have most to do with a text: its terms stand in them, the rarer the better, above all in the name.
    /// </summary>
    internal async Task<IReadOnlyList<string>> FindRelevantAsync(
        string worktree, IReadOnlyList<SourceFile> files, string text, CancellationToken cancellationToken)
    {
        var scores = new Dictionary<string, double>(StringComparer.Ordinal);
        var candidates = files.Where(file => file.Bytes <= MaxRelevantBytes).Select(file => file.Path).ToHashSet(StringComparer.Ordinal);
        foreach (var term in SearchTerms.Of(text))
        {
            var holding = await git.TryAsync(
                worktree, ["grep", "-I", "-i", "-l", "-F", "-z", "-e", term, "HEAD", "--"], cancellationToken);
            var inText = holding.Output.Split('\0', StringSplitOptions.RemoveEmptyEntries)
                .Select(found => found[(found.IndexOf(':', StringComparison.Ordinal) + 1)..]).Where(candidates.Contains).ToList();
            var inName = candidates.Where(path => path.Contains(term, StringComparison.OrdinalIgnoreCase)).ToList();
            Add(inText, 1);
            Add(inName, 3);
        }

        return
        [
            .. scores.OrderByDescending(score => score.Value).ThenBy(score => score.Key, StringComparer.Ordinal).Take(MaxRelevant)
                .Select(score => score.Key),
        ];

        void Add(List<string> found, double weight)
        {
            var rarity = Math.Log(1 + ((double)candidates.Count / Math.Max(1, found.Count)));
            foreach (var path in found)
            {
                scores[path] = scores.GetValueOrDefault(path) + (weight * rarity);
            }
        }
    }

    /// <summary>The files that a text names, by their paths or, when only one is called so, by their names.</summary>
    internal static IReadOnlyList<string> Mentioned(IReadOnlyList<SourceFile> files, string text)
    {
        var words = text.Split(" \t\n\r`'\"()<>,;:".ToCharArray(), StringSplitOptions.RemoveEmptyEntries)
            .Select(word => word.TrimEnd('.', '!', '?')).Where(word => word.Length > 2).ToHashSet(StringComparer.Ordinal);
        var byName = files.ToLookup(file => file.Path[(file.Path.LastIndexOf('/') + 1)..], file => file.Path, StringComparer.Ordinal);
        return
        [
            .. files.Select(file => file.Path).Where(words.Contains)
                .Concat(words.Where(word => word.Contains('.', StringComparison.Ordinal) && byName[word].Count() == 1)
                    .Select(word => byName[word].First()))
                .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Take(MaxRelevant),
        ];
    }

    /// <summary>The last commits that changed some files, or any when none are given, the newest first.</summary>
    internal async Task<IReadOnlyList<CommitFacts>> HistoryAsync(
        string worktree, IReadOnlyList<string> paths, CancellationToken cancellationToken)
    {
        var log = await git.TryAsync(
            worktree,
            [
                "log", $"-n{MaxCommits}", "--no-merges", "--format=%h%x09%as%x09%s", "HEAD", "--",
                .. paths.Select(path => $":(literal){path}"),
            ],
            cancellationToken);
        return
        [
            .. log.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t', 3))
                .Where(parts => parts.Length == 3)
                .Select(parts => new CommitFacts(parts[0], parts[1], Sanitiser.Line(parts[2], MaxSubject))),
        ];
    }

    /// <summary>How a file of the last commit begins, as text.</summary>
    internal async Task<string?> ReadAsync(string worktree, string path, int maxLength, CancellationToken cancellationToken)
    {
        var shown = await git.TryAsync(worktree, ["cat-file", "blob", $"HEAD:{path}"], cancellationToken);
        return shown.Succeeded && !shown.Output.Contains('\0', StringComparison.Ordinal) ? Sanitiser.Text(shown.Output, maxLength) : null;
    }

    /// <summary>Reads an entry, <c>mode type hash size TAB path</c>; <see langword="null"/> for one that is no file.</summary>
    private static SourceFile? Parse(string entry)
    {
        var tab = entry.IndexOf('\t', StringComparison.Ordinal);
        var facts = tab < 0 ? [] : entry[..tab].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return facts is [not "120000", "blob", _, var size]
            && long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes)
            ? new SourceFile(entry[(tab + 1)..], bytes)
            : null;
    }
}
