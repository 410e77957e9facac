using System.Text.RegularExpressions;
using Slipway.Core;
using Slipway.Core.Policies;
using Slipway.Integrations.Processes;

namespace Slipway.Integrations.Gates;

/// <summary>Finds the reports that a gate names, and never anything outside its worktree.</summary>
internal static class ReportFiles
{
    /// <summary>Largest report in bytes: 32 MiB.</summary>
    internal const long MaximumBytes = 32 * 1024 * 1024;

    private const int MaximumReports = 50;
    private const int MaximumFilesSearched = 200_000;

    private static readonly TimeSpan ClockGranularity = TimeSpan.FromSeconds(2);

    private static readonly EnumerationOptions Search = new()
    {
        RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = true, MaxRecursionDepth = 64,
    };

    /// <summary>Finds reports, in the order of their names.</summary>
    /// <param name="worktree">Absolute.</param>
    /// <param name="pattern">A path relative to it; <c>*</c> stands for any name, <c>**</c> for any folders.</param>
    /// <param name="since">Older ones are left out: they are an earlier round's. <see langword="null"/> takes all.</param>
    /// <exception cref="SlipwayException">One is outside the worktree, or too large, or there are too many.</exception>
    internal static IReadOnlyList<string> Find(string worktree, string pattern, DateTimeOffset? since)
    {
        var root = RealPath.Of(worktree);
        var found = (pattern.Contains('*', StringComparison.Ordinal) ? Matching(root, pattern) : [Path.Combine(root, pattern)])
            .Where(File.Exists)
            .Where(file => since is null || File.GetLastWriteTimeUtc(file) >= since.Value.UtcDateTime - ClockGranularity)
            .Order(StringComparer.Ordinal)
            .Take(MaximumReports + 1)
            .ToList();
        if (found.Count > MaximumReports)
        {
            throw Refused($"'{pattern}' finds more than {MaximumReports} reports; name them more closely.");
        }

        foreach (var file in found)
        {
            Check(root, file, pattern);
        }

        return found;
    }

    private static void Check(string root, string file, string pattern)
    {
        var target = File.ResolveLinkTarget(file, returnFinalTarget: true)?.FullName ?? file;
        var real = Path.Combine(RealPath.Of(Path.GetDirectoryName(target)!), Path.GetFileName(target));
        if (!real.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            throw Refused($"'{pattern}' leads out of the worktree.");
        }

        if (!Posix.IsOrdinaryFile(real))
        {
            throw Refused($"'{pattern}' is no ordinary file.");
        }

        if (new FileInfo(real).Length > MaximumBytes)
        {
            throw Refused($"'{pattern}' has more than {MaximumBytes / 1024 / 1024} MiB.");
        }
    }

    private static IEnumerable<string> Matching(string root, string pattern)
    {
        var regex = new Regex(
            "^" + Regex.Escape(pattern)
                .Replace(@"\*\*/", "(.*/)?", StringComparison.Ordinal)
                .Replace(@"\*\*", ".*", StringComparison.Ordinal)
                .Replace(@"\*", "[^/]*", StringComparison.Ordinal) + "$",
            RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture);
        return Directory.EnumerateFiles(root, "*", Search)
            .Take(MaximumFilesSearched)
            .Where(file => regex.IsMatch(Path.GetRelativePath(root, file).Replace(Path.DirectorySeparatorChar, '/')));
    }

    private static SlipwayException Refused(string why) =>
        new(ErrorCodes.ReportUnusable, $"The report {why}", ErrorCategory.ValidationFailed);
}
