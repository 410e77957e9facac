namespace Slipway.Functions.Webhooks;

/// <summary>What came of a delivery, as GitHub's list of recent deliveries shows it.</summary>
/// <param name="Outcome"><c>handled</c>, <c>ignored</c>, or <c>taken</c>: it is kept, and worked on after the answer.</param>
/// <param name="Reason">A sentence.</param>
internal sealed record DeliveryAnswer(string Outcome, string Reason)
{
    public static DeliveryAnswer Handled(string reason) => new("handled", reason);

    public static DeliveryAnswer Ignored(string reason) => new("ignored", reason);
}
