namespace Slipway.Functions.Webhooks;

/// <summary>Whether a workflow is told of a delivery.</summary>
/// <param name="Refusal">Why it never is; unset: it is.</param>
/// <param name="IsOpen">Whether that is not known yet: GitHub has to be asked again.</param>
internal sealed record DeliveryVerdict(string? Refusal, bool IsOpen)
{
    /// <summary>It is told.</summary>
    public static DeliveryVerdict Allowed { get; } = new(null, false);

    /// <summary>GitHub gave no answer in time.</summary>
    public static DeliveryVerdict Open { get; } = new(null, true);

    /// <summary>It is never told, and why.</summary>
    public static DeliveryVerdict Refused(string reason) => new(reason, false);
}
