using System.Text;

namespace Slipway.Core.Security;

/// <summary>Makes text of unknown origin safe to keep, print and send.</summary>
public static class Sanitiser
{
    /// <summary>Keeps letters, marks, symbols, tabs and line ends; drops other control characters, lone surrogates, and text direction overrides.</summary>
    /// <param name="text">Anything.</param>
    /// <param name="maxLength">Longest result, in characters; what is beyond is cut and replaced by an ellipsis.</param>
    public static string Text(string text, int maxLength = int.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(text);
        var clean = new StringBuilder(Math.Min(text.Length, maxLength));
        foreach (var rune in text.Replace("\r\n", "\n", StringComparison.Ordinal).EnumerateRunes())
        {
            if (!IsKept(rune))
            {
                continue;
            }

            if (clean.Length + rune.Utf16SequenceLength > maxLength)
            {
                return clean.Length == 0 ? "" : Cut(clean, maxLength);
            }

            clean.Append(rune.ToString());
        }

        return clean.ToString();
    }

    /// <summary>As <see cref="Text"/>, on one line, with runs of white space as one space.</summary>
    public static string Line(string text, int maxLength = 200)
    {
        ArgumentNullException.ThrowIfNull(text);
        var words = Text(text).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return Text(string.Join(' ', words), maxLength);
    }

    private static string Cut(StringBuilder clean, int maxLength)
    {
        clean.Length = Math.Min(clean.Length, maxLength - 1);
        if (clean.Length > 0 && char.IsHighSurrogate(clean[^1]))
        {
            clean.Length--;
        }

        return clean.Append('…').ToString();
    }

    private static bool IsKept(Rune rune) => rune.Value switch
    {
        '\n' or '\t' => true,
        0xFFFD => true,
        >= 0x202A and <= 0x202E => false,
        >= 0x2066 and <= 0x2069 => false,
        _ => !Rune.IsControl(rune),
    };
}
