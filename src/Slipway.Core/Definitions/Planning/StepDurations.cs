using System.Text.Json.Serialization;

namespace Slipway.Core.Definitions.Planning;

/// <summary>How long a step took in its last runs.</summary>
/// <param name="LastMs">In milliseconds, the newest last; at most <see cref="MaxRuns"/>.</param>
public sealed record StepDurations(IReadOnlyList<long> LastMs)
{
    /// <summary>How many runs are remembered: what was long ago says little.</summary>
    public const int MaxRuns = 25;

    /// <summary>Of a step that has not run.</summary>
    public static StepDurations None { get; } = new([]);

    /// <summary>The median; zero without a run.</summary>
    [JsonIgnore]
    public TimeSpan Median
    {
        get
        {
            long[] sorted = [.. LastMs.Order()];
            return sorted.Length == 0
                ? TimeSpan.Zero
                : TimeSpan.FromMilliseconds((sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2d);
        }
    }

    /// <summary>With another run.</summary>
    public StepDurations With(long durationMs) => new([.. LastMs.TakeLast(MaxRuns - 1), Math.Max(0, durationMs)]);
}
