using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;

namespace Slipway.Integrations.Processes;

/// <summary>Turns what a process printed into text that is safe to show, to store and to give to a model.</summary>
internal static partial class OutputText
{
    /// <summary>
    /// Decodes bytes (what is not UTF-8 becomes U+FFFD), drops terminal sequences and control characters, and keeps the end.
    /// </summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="startCut">Whether the bytes begin somewhere inside the output.</param>
    /// <param name="maxBytes">Longest result in UTF-8.</param>
    internal static string Tail(ReadOnlySpan<byte> bytes, bool startCut, int maxBytes)
    {
        while (startCut && !bytes.IsEmpty && (bytes[0] & 0xC0) == 0x80)
        {
            bytes = bytes[1..];
        }

        return CutToEnd(Clean(Encoding.UTF8.GetString(bytes)), maxBytes);
    }

    /// <summary>Drops terminal sequences and control characters; line ends become <c>\n</c>.</summary>
    internal static string Clean(string text)
    {
        var plain = TerminalSequence().Replace(text, string.Empty);
        var result = new StringBuilder(plain.Length);
        for (var index = 0; index < plain.Length; index++)
        {
            var character = plain[index];
            if (character == '\r')
            {
                // A progress bar rewrites its line: a return without a line feed is a line end to a reader.
                if (index + 1 >= plain.Length || plain[index + 1] != '\n')
                {
                    result.Append('\n');
                }
            }
            else if (character is '\n' or '\t' || !char.IsControl(character))
            {
                result.Append(character);
            }
        }

        return result.ToString();
    }

    /// <summary>The end of a text, at most so long in UTF-8, never half a character.</summary>
    internal static string CutToEnd(string text, int maxBytes)
    {
        if (text.Length <= maxBytes / 3 || Encoding.UTF8.GetByteCount(text) <= maxBytes)
        {
            return text;
        }

        var length = 0;
        var rest = text.AsSpan();
        while (!rest.IsEmpty)
        {
            var valid = Rune.DecodeLastFromUtf16(rest, out var rune, out var consumed) == OperationStatus.Done;
            length += valid ? rune.Utf8SequenceLength : 3;
            if (length > maxBytes)
            {
                break;
            }

            rest = rest[..^consumed];
        }

        return text[rest.Length..];
    }

    /// <summary>The last lines that say something, for a message.</summary>
    internal static string LastLines(string text, int lines, int maxCharacters = 1000)
    {
        var kept = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).TakeLast(lines);
        var joined = string.Join('\n', kept);
        return joined.Length <= maxCharacters ? joined : joined[^maxCharacters..];
    }

    // CSI, OSC (ended by BEL or ST), the other string sequences, and two- and three-byte escapes.
    [GeneratedRegex(
        @"\x1B\[[0-?]*[ -/]*[@-~]|\x1B\][^\x07\x1B]*(?:\x07|\x1B\\)?|\x1B[PX^_][^\x1B]*(?:\x1B\\)?|\x1B[ -/]*[0-~]|\x9B[0-?]*[ -/]*[@-~]",
        RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 5000)]
    private static partial Regex TerminalSequence();
}
