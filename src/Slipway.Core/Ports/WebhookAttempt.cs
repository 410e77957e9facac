namespace Slipway.Core.Ports;

/// <summary>One attempt at a delivery.</summary>
/// <param name="Id">Its number at the platform.</param>
/// <param name="Delivery">The delivery, the same for all its attempts.</param>
/// <param name="At">When.</param>
/// <param name="Succeeded">Whether it was answered with success.</param>
public sealed record WebhookAttempt(long Id, string Delivery, DateTimeOffset At, bool Succeeded);
