using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml;

namespace Slipway.Core.Definitions.Reading;

/// <summary>Durations as texts: <c>90s</c>, <c>1h30m</c>, <c>PT5M</c>. Years and months are none, as they have no fixed length.</summary>
internal static partial class Durations
{
    public const string Meaning = "a duration such as 30s, 5m, 2h, 1d or PT5M";

    /// <summary>The longest that anything may take: a year and a day.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(366);

    public const string ShortPattern = @"^([0-9]+(\.[0-9]+)?(ms|s|m|h|d))+$";
    public const string IsoPattern = @"^P([0-9]+D)?(T([0-9]+H)?([0-9]+M)?([0-9]+(\.[0-9]+)?S)?)?$";

    /// <returns><see langword="null"/> when it is none, or longer than <see cref="Longest"/>.</returns>
    public static TimeSpan? Parse(string text)
    {
        if (text.Length > 60)
        {
            return null;
        }

        if (ShortForm().IsMatch(text))
        {
            var milliseconds = Part().Matches(text).Sum(part =>
                double.Parse(part.Groups["number"].Value, CultureInfo.InvariantCulture) * Milliseconds(part.Groups["unit"].Value));
            return OfMilliseconds(milliseconds);
        }

        if (!IsoForm().IsMatch(text) || !char.IsLetter(text[^1]) || text[^1] is 'P' or 'T')
        {
            return null;
        }

        try
        {
            var duration = XmlConvert.ToTimeSpan(text);
            return duration <= Longest ? duration : null;
        }
        catch (Exception exception) when (exception is FormatException or OverflowException)
        {
            return null;
        }
    }

    public static TimeSpan? OfMilliseconds(double milliseconds) =>
        milliseconds >= 0 && milliseconds <= Longest.TotalMilliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null;

    /// <summary>In the form of ISO 8601.</summary>
    public static string Format(TimeSpan duration) => XmlConvert.ToString(duration);

    /// <summary>For people: the two largest units, such as <c>1h30m</c>.</summary>
    public static string Short(TimeSpan duration)
    {
        var parts = new[] { (duration.Days, "d"), (duration.Hours, "h"), (duration.Minutes, "m"), (duration.Seconds, "s") }
            .SkipWhile(part => part.Item1 == 0).Take(2).Where(part => part.Item1 > 0)
            .Select(part => string.Create(CultureInfo.InvariantCulture, $"{part.Item1}{part.Item2}"));
        return string.Concat(parts) is { Length: > 0 } text ? text : $"{duration.Milliseconds}ms";
    }

    private static double Milliseconds(string unit) => unit switch
    {
        "ms" => 1,
        "s" => 1_000,
        "m" => 60_000,
        "h" => 3_600_000,
        _ => 86_400_000,
    };

    [GeneratedRegex(ShortPattern, RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex ShortForm();

    [GeneratedRegex(IsoPattern, RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex IsoForm();

    [GeneratedRegex(@"(?<number>[0-9]+(\.[0-9]+)?)(?<unit>ms|s|m|h|d)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Part();
}
