namespace Slipway.Functions.Entities;

/// <summary>The use of one limit.</summary>
public sealed record UsageAccountState
{
    /// <summary>When it was used, in milliseconds since 1970, by process.</summary>
    public Dictionary<string, List<long>> Uses { get; set; } = new(StringComparer.Ordinal);

    /// <summary>Until when the service refuses everything.</summary>
    public DateTimeOffset? ClosedUntil { get; set; }
}
