namespace Slipway.Core;

/// <summary>What somebody may have meant.</summary>
public static class Nearest
{
    private const int LongestCompared = 200;

    /// <summary>
    /// The names most like the one given, nearest first (edit distance, without regard to case; the beginning of a long name counts as
    /// the name).
    /// </summary>
    /// <param name="wanted">What was written.</param>
    /// <param name="names">What there is.</param>
    /// <param name="count">The most names to give.</param>
    public static IReadOnlyList<string> Of(string wanted, IEnumerable<string> names, int count)
    {
        var compared = Lower(wanted);
        return [.. names.OrderBy(name => Score(compared, Lower(name))).ThenBy(name => name, StringComparer.Ordinal).Take(count)];
    }

    /// <summary>The one name that was probably meant: at most a third of its letters differ. <see langword="null"/>
    /// when none is so like.</summary>
    public static string? One(string wanted, IEnumerable<string> names)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        var compared = Lower(wanted);
        return Of(wanted, names, 1)
            .FirstOrDefault(name => Distance(compared, Lower(name)) <= Math.Max(1, Math.Max(name.Length, wanted.Length) / 3));
    }

    private static int Score(string wanted, string name)
    {
        var whole = 2 * Distance(wanted, name);
        return name.Length > wanted.Length ? Math.Min(whole, (2 * Distance(wanted, name[..wanted.Length])) + 1) : whole;
    }

    private static string Lower(string text) =>
        text.Length <= LongestCompared ? text.ToLowerInvariant() : text[..LongestCompared].ToLowerInvariant();

    /// <summary>How many letters to change, add, drop, or exchange with their neighbour.</summary>
    private static int Distance(string left, string right)
    {
        var (before, last, row) = (new int[right.Length + 1], Enumerable.Range(0, right.Length + 1).ToArray(), new int[right.Length + 1]);
        for (var i = 1; i <= left.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var changed = last[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
                row[j] = Math.Min(changed, Math.Min(last[j], row[j - 1]) + 1);
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                {
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
                }
            }

            (before, last, row) = (last, row, before);
        }

        return last[^1];
    }
}
