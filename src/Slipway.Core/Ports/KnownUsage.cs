namespace Slipway.Core.Ports;

/// <summary>What is known of the use of a limit.</summary>
/// <param name="Uses">When it was used, in any order.</param>
/// <param name="ClosedUntil">Until when the service refuses everything, when it said so.</param>
public sealed record KnownUsage(IReadOnlyList<DateTimeOffset> Uses, DateTimeOffset? ClosedUntil)
{
    /// <summary>Nothing.</summary>
    public static KnownUsage None { get; } = new([], null);
}
