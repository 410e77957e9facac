using System.Globalization;
using System.Text.RegularExpressions;

namespace Slipway.Integrations.Processes;

/// <summary>Reads quantities as people write them: <c>4GB</c>, <c>512 MiB</c>, <c>4 cores</c>.</summary>
internal static partial class Quantities
{
    /// <summary>Reads a size in bytes: a number alone, or with <c>B KB MB GB TB</c> (thousands) or <c>KiB MiB GiB TiB</c> (of 1024).
    /// </summary>
    /// <returns><see langword="null"/> when it is none, or less than 1 byte.</returns>
    internal static long? Bytes(string? text)
    {
        if (text is null || Size().Match(text.Trim()) is not { Success: true } match
            || !decimal.TryParse(
                match.Groups["number"].Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            return null;
        }

        var unit = match.Groups["unit"].Value.ToUpperInvariant();
        var power = unit.Length == 0 ? 0 : "BKMGT".IndexOf(unit[0], StringComparison.Ordinal);
        var bytes = number;
        for (var i = 0; i < power; i++)
        {
            bytes *= unit.Contains('I', StringComparison.Ordinal) ? 1024 : 1000;
        }

        return bytes is >= 1 and <= long.MaxValue ? (long)bytes : null;
    }

    /// <summary>Reads a number of processors: <c>4</c>, <c>4 cores</c>, <c>1 core</c>.</summary>
    /// <returns><see langword="null"/> when it is none.</returns>
    internal static int? Cores(string? text) =>
        text is not null && Count().Match(text.Trim()) is { Success: true } match
            && int.TryParse(match.Groups["number"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : null;

    [GeneratedRegex(
        @"^(?<number>[0-9]{1,15}(\.[0-9]{1,6})?)\s*(?<unit>B|[KMGT]B?|[KMGT]iB)?$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Size();

    [GeneratedRegex(
        @"^(?<number>[0-9]{1,4})(\s*cores?)?$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Count();
}
