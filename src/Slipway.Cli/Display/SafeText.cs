using System.Text;

namespace Slipway.Cli.Display;

/// <summary>
/// Text that came from agents, gates and repositories, made fit for a terminal: no control characters (they could move the cursor or
/// rewrite what stands above), one line, bounded.
/// </summary>
internal static class SafeText
{
    /// <summary>One line of at most <paramref name="maxLength"/> characters; what is cut off is shown as three dots.</summary>
    public static string Line(string? text, int maxLength = 160)
    {
        if (string.IsNullOrEmpty(text))
        {
            return string.Empty;
        }

        var line = new StringBuilder(Math.Min(text.Length, maxLength));
        var pendingSpace = false;
        foreach (var rune in text.EnumerateRunes())
        {
            if (!IsShown(rune))
            {
                pendingSpace = line.Length > 0;
                continue;
            }

            if (line.Length + rune.Utf16SequenceLength + (pendingSpace ? 1 : 0) > maxLength - 3)
            {
                return Fits(text, maxLength) ?? line.Append("...").ToString();
            }

            line.Append(pendingSpace ? " " : string.Empty).Append(rune);
            pendingSpace = false;
        }

        return line.ToString();
    }

    /// <summary>One line as it was written, indentation and all, without what could do more than be seen.</summary>
    public static string Code(string line) =>
        string.Concat(line.EnumerateRunes().Where(rune => rune.Value == '\t' || (!Rune.IsControl(rune) && !IsFormat(rune))));

    /// <summary>A text that is as long as allowed and clean needs no dots.</summary>
    private static string? Fits(string text, int maxLength) =>
        text.Length <= maxLength && text.EnumerateRunes().All(rune => rune.Value == ' ' || IsShown(rune)) ? text : null;

    private static bool IsShown(Rune rune) => !Rune.IsWhiteSpace(rune) && !Rune.IsControl(rune) && !IsFormat(rune);

    // Bidirectional overrides and their like: invisible, and able to reorder what is read.
    private static bool IsFormat(Rune rune) => Rune.GetUnicodeCategory(rune) == System.Globalization.UnicodeCategory.Format;
}
