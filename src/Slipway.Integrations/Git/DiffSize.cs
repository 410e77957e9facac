using System.Globalization;
using Slipway.Core.Ports;

namespace Slipway.Integrations.Git;

/// <summary>Counts files and lines that differ.</summary>
internal static class DiffSize
{
    internal static async Task<DiffStat> ReadAsync(GitCommand git, string directory, string range, CancellationToken cancellationToken)
    {
        var numbers = await git.RunAsync(directory, ["diff", "--numstat", "--no-renames", "--no-ext-diff", range], cancellationToken);
        var lines = numbers.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t')).ToList();
        return new DiffStat(lines.Count, lines.Sum(parts => Number(parts[0])), lines.Sum(parts => Number(parts[1])));
    }

    // Binary files have a dash for both.
    private static int Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
