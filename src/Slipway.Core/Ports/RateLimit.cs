namespace Slipway.Core.Ports;

/// <summary>How often something may be used.</summary>
/// <param name="Uses">Most uses within any time of this length, 1 or more.</param>
/// <param name="Per">The length of time, more than zero.</param>
public sealed record RateLimit(int Uses, TimeSpan Per);
