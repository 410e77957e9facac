namespace Slipway.Functions.Entities;

/// <summary>Whose turn is when.</summary>
public sealed record LaneState
{
    /// <summary>When the next turn can be.</summary>
    public DateTimeOffset Next { get; set; }

    /// <summary>The turns that were given lately, by ticket.</summary>
    public Dictionary<string, DateTimeOffset> Turns { get; set; } = new(StringComparer.Ordinal);
}
