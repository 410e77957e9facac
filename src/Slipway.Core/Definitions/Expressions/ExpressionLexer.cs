using System.Globalization;
using System.Text;

namespace Slipway.Core.Definitions.Expressions;

/// <summary>Splits an expression into words.</summary>
/// <remarks>A dash belongs to a name when a letter or digit follows it (<c>steps.build-it</c>), so a minus needs a space.</remarks>
internal static class ExpressionLexer
{
    private static readonly string[] Symbols =
        ["==", "!=", "<=", ">=", "&&", "||", "<", ">", "!", "(", ")", "[", "]", ",", ".", "+", "-", "*", "/", "%"];

    /// <exception cref="ExpressionException">There is something that is no word.</exception>
    public static List<ExpressionToken> Words(string text, int start, int end)
    {
        var words = new List<ExpressionToken>();
        for (var at = start; at < end;)
        {
            if (char.IsWhiteSpace(text[at]))
            {
                at++;
                continue;
            }

            var word = Word(text.AsSpan(0, end), at, out var length);
            words.Add(word);
            at += length;
        }

        words.Add(new ExpressionToken(ExpressionToken.Kinds.End, end, ""));
        return words;
    }

    private static ExpressionToken Word(ReadOnlySpan<char> text, int at, out int length)
    {
        var rest = text[at..];
        if (char.IsAsciiLetter(rest[0]) || rest[0] == '_')
        {
            length = NameLength(rest);
            return new ExpressionToken(ExpressionToken.Kinds.Name, at, rest[..length].ToString());
        }

        if (char.IsAsciiDigit(rest[0]))
        {
            length = NumberLength(rest);
            var number = rest[..length].ToString();
            return double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
                ? new ExpressionToken(ExpressionToken.Kinds.Number, at, number)
                : throw ExpressionException.At(at, $"'{number}' is no number.");
        }

        if (rest[0] == '\'')
        {
            return new ExpressionToken(ExpressionToken.Kinds.Text, at, TextAt(rest, at, out length));
        }

        foreach (var symbol in Symbols)
        {
            if (rest.StartsWith(symbol))
            {
                length = symbol.Length;
                return new ExpressionToken(ExpressionToken.Kinds.Symbol, at, symbol);
            }
        }

        throw ExpressionException.At(at, rest[0] switch
        {
            '"' => "Texts stand between single quotes: 'text'.",
            '=' => "Use == to compare.",
            '&' => "Use && for and.",
            '|' => "Use || for or.",
            _ => $"'{rest[0]}' means nothing here.",
        });
    }

    private static int NameLength(ReadOnlySpan<char> rest)
    {
        var length = 1;
        while (length < rest.Length && (IsNamePart(rest[length])
            || (rest[length] == '-' && length + 1 < rest.Length && IsNamePart(rest[length + 1]))))
        {
            length++;
        }

        return length;
    }

    private static bool IsNamePart(char unit) => char.IsAsciiLetterOrDigit(unit) || unit == '_';

    private static int NumberLength(ReadOnlySpan<char> rest)
    {
        var length = Digits(rest, 0);
        if (length + 1 < rest.Length && rest[length] == '.' && char.IsAsciiDigit(rest[length + 1]))
        {
            length = Digits(rest, length + 1);
        }

        if (length < rest.Length && rest[length] is 'e' or 'E')
        {
            var sign = length + 1 < rest.Length && rest[length + 1] is '+' or '-' ? 1 : 0;
            var exponent = Digits(rest, length + 1 + sign);
            length = exponent > length + 1 + sign ? exponent : length;
        }

        return length;
    }

    private static int Digits(ReadOnlySpan<char> rest, int from)
    {
        while (from < rest.Length && char.IsAsciiDigit(rest[from]))
        {
            from++;
        }

        return from;
    }

    /// <summary>A text between single quotes; two of them inside are one.</summary>
    private static string TextAt(ReadOnlySpan<char> rest, int at, out int length)
    {
        var value = new StringBuilder();
        for (var index = 1; index < rest.Length; index++)
        {
            if (rest[index] != '\'')
            {
                value.Append(rest[index]);
            }
            else if (index + 1 < rest.Length && rest[index + 1] == '\'')
            {
                value.Append('\'');
                index++;
            }
            else
            {
                length = index + 1;
                return value.ToString();
            }
        }

        throw ExpressionException.At(at, "The text that begins here has no closing quote.");
    }
}
