using System.Globalization;

namespace Slipway.Cli.Display;

/// <summary>Durations as people read them.</summary>
internal static class Durations
{
    /// <summary>Such as <c>850 ms</c>, <c>12.3 s</c>, <c>4 min 05 s</c>, <c>3 h 07 min</c>, <c>2 d 5 h</c>.</summary>
    public static string Format(TimeSpan duration) => duration switch
    {
        { TotalMilliseconds: < 0 } => "0 ms",
        { TotalMilliseconds: < 999.5 } => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalMilliseconds:0} ms"),
        { TotalSeconds: < 59.95 } => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:0.0} s"),
        { TotalSeconds: < 60 } => "1 min 00 s",
        { TotalHours: < 1 } => $"{(int)duration.TotalMinutes} min {duration.Seconds:00} s",
        { TotalDays: < 1 } => $"{(int)duration.TotalHours} h {duration.Minutes:00} min",
        _ => $"{(int)duration.TotalDays} d {duration.Hours} h",
    };

    /// <summary>The same, of milliseconds.</summary>
    public static string FormatMs(double milliseconds) =>
        Format(TimeSpan.FromMilliseconds(Math.Clamp(milliseconds, 0, TimeSpan.FromDays(36_500).TotalMilliseconds)));
}
