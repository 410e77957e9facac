using Slipway.Core.Ports;

namespace Slipway.Functions.Webhooks.Redelivery;

/// <summary>How far one webhook's deliveries have been looked at.</summary>
public sealed record DeliverySweepState
{
    /// <summary>The webhook; <see langword="null"/> before its first delivery.</summary>
    public WebhookSource? Source { get; set; }

    /// <summary>Attempts up to this time have been looked at.</summary>
    public DateTimeOffset Since { get; set; }

    /// <summary>When the next look is; <see langword="null"/> when none is planned.</summary>
    public DateTimeOffset? NextAt { get; set; }

    /// <summary>How many looks have failed since the last that did not.</summary>
    public int Failures { get; set; }

    /// <summary>Deliveries that were asked for again.</summary>
    public Dictionary<string, Redelivery> Redelivered { get; set; } = new(StringComparer.Ordinal);

    /// <summary>A delivery that was asked for again.</summary>
    /// <param name="Times">How often.</param>
    /// <param name="At">The last time.</param>
    public sealed record Redelivery(int Times, DateTimeOffset At);
}
