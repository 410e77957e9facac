namespace Slipway.Integrations.Git;

/// <summary>Line ends of texts that are kept with <c>\n</c> here, and with CRLF where they come from and go to.</summary>
internal static class LineEnds
{
    private const string Carriage = "\r\n";

    /// <summary>A text with <c>\n</c>; one whose lines do not all end with CRLF stays as it is, for it could not be made again.</summary>
    internal static string Plain(string text) => IsCarriage(text) ? text.Replace(Carriage, "\n", StringComparison.Ordinal) : text;

    /// <summary>A text with <c>\n</c>, with the line ends of what it replaces.</summary>
    /// <param name="text">What is to be there.</param>
    /// <param name="replaced">What is there; <see langword="null"/>: nothing.</param>
    internal static string AsIn(string text, string? replaced) => replaced is not null && IsCarriage(replaced)
        ? text.Replace(Carriage, "\n", StringComparison.Ordinal).Replace("\n", Carriage, StringComparison.Ordinal)
        : text;

    private static bool IsCarriage(string text)
    {
        var pairs = text.Split(Carriage).Length - 1;
        return pairs > 0 && pairs == text.Count(unit => unit == '\n') && pairs == text.Count(unit => unit == '\r');
    }
}
