namespace Slipway.Integrations.Processes;

/// <summary>Durations in words.</summary>
internal static class Durations
{
    /// <summary>For example <c>90 ms</c>, <c>12 s</c>, <c>30 min</c>.</summary>
    internal static string Words(TimeSpan duration) => duration switch
    {
        { TotalSeconds: < 1 } => $"{duration.TotalMilliseconds:0} ms",
        { TotalMinutes: < 2 } => $"{duration.TotalSeconds:0.#} s",
        { TotalHours: < 3 } => $"{duration.TotalMinutes:0.#} min",
        _ => $"{duration.TotalHours:0.#} h",
    };
}
