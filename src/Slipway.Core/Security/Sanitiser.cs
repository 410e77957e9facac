using System.Text;

namespace Slipway.Core.Security;

/// <summary>Makes text of unknown origin safe to keep, print and send.</summary>
public static class Sanitiser
{
    /// <summary>Longest <see cref="Line"/> when no other length is asked for, in characters.</summary>
    public const int DefaultLineLength = 200;

    private const char Escape = '\e';
    private const char Bell = '\a';
    private const int MaxEscapeLength = 4_096;

    /// <summary>
    /// Keeps letters, marks, symbols, tabs and line ends (as <c>\n</c>). Drops terminal escape sequences, other control characters and
    /// text direction overrides; puts U+FFFD where a lone surrogate is.
    /// </summary>
    /// <param name="text">Anything.</param>
    /// <param name="maxLength">Longest result, in characters; what is beyond is cut and replaced by an ellipsis.</param>
    public static string Text(string text, int maxLength = int.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentOutOfRangeException.ThrowIfNegative(maxLength);
        var clean = new StringBuilder(Math.Min(text.Length, maxLength));
        Span<char> units = stackalloc char[2];
        for (var index = 0; index < text.Length;)
        {
            var rest = text.AsSpan(index);
            if (rest[0] == Escape)
            {
                index += EscapeLength(rest);
                continue;
            }

            Rune.DecodeFromUtf16(rest, out var rune, out var consumed);
            index += consumed;
            if (rune.Value == '\r')
            {
                if (rest.Length > 1 && rest[1] == '\n')
                {
                    continue;
                }

                rune = new Rune('\n');
            }

            if (!IsKept(rune))
            {
                continue;
            }

            if (clean.Length + rune.Utf16SequenceLength > maxLength)
            {
                return clean.Length == 0 ? "" : Cut(clean, maxLength);
            }

            clean.Append(units[..rune.EncodeToUtf16(units)]);
        }

        return clean.ToString();
    }

    /// <summary>As <see cref="Text"/>, on one line, with runs of white space as one space.</summary>
    public static string Line(string text, int maxLength = DefaultLineLength)
    {
        ArgumentNullException.ThrowIfNull(text);
        var words = Text(text).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return Text(string.Join(' ', words), maxLength);
    }

    /// <summary>The end of a text: as <see cref="Text"/>, but what is too much is cut from the beginning.</summary>
    /// <param name="text">Anything.</param>
    /// <param name="maxLength">Longest result, in characters, with the ellipsis that stands for what was cut.</param>
    public static string Tail(string text, int maxLength)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxLength);
        var clean = Text(text);
        if (clean.Length <= maxLength)
        {
            return clean;
        }

        if (maxLength == 0)
        {
            return "";
        }

        var start = clean.Length - (maxLength - 1);
        if (start < clean.Length && char.IsLowSurrogate(clean[start]))
        {
            start++;
        }

        return string.Concat("…", clean.AsSpan(start));
    }

    /// <summary>
    /// The length of the escape sequence that <paramref name="text"/> begins with: ECMA-48's CSI (colours, cursor), the strings OSC,
    /// DCS, SOS, PM and APC (titles, links), or an escape, perhaps a designator such as <c>(</c>, and one character. One that is not
    /// finished is only the escape character.
    /// </summary>
    private static int EscapeLength(ReadOnlySpan<char> text)
    {
        if (text.Length < 2)
        {
            return 1;
        }

        var rest = text[2..Math.Min(text.Length, MaxEscapeLength)];
        switch (text[1])
        {
            case '[':
                var final = rest.IndexOfAnyExceptInRange(' ', '?');
                return final >= 0 && rest[final] is >= '@' and <= '~' ? 2 + final + 1 : 1;
            case ']' or 'P' or 'X' or '^' or '_':
                var end = rest.IndexOfAny(Bell, Escape, '\n');
                return end < 0 || rest[end] == '\n' ? 1
                    : rest[end] == Bell ? 2 + end + 1
                    : 2 + end + (rest[end..].StartsWith("\e\\") ? 2 : 0);
            case >= ' ' and <= '/':
                var last = rest.IndexOfAnyExceptInRange(' ', '/');
                return last >= 0 && rest[last] is >= '0' and <= '~' ? 2 + last + 1 : 1;
            case >= '0' and <= '~':
                return 2;
            default:
                return 1;
        }
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
        >= 0x202A and <= 0x202E => false,
        >= 0x2066 and <= 0x2069 => false,
        _ => !Rune.IsControl(rune),
    };
}
