namespace Slipway.LocalHost;

/// <summary>Why an instance does not go on, in a sentence.</summary>
/// <param name="InstanceId">The instance.</param>
/// <param name="WaitingFor">
/// What would let it go on, to follow "waits for": an event, a timer, an activity with its attempt, a child, a turn, its resumption, code
/// that fits. Several are set apart by semicolons.
/// </param>
/// <param name="Since">Since when, in UTC; the earliest of several. Null when that is not known.</param>
/// <param name="Until">
/// When a timer, or the end of the time that a running activity has, lets it go on at the latest, in UTC; null when neither does.
/// </param>
public sealed record WaitingReport(string InstanceId, string WaitingFor, DateTime? Since, DateTime? Until);
