namespace Slipway.LocalHost.Durable.Activities;

/// <summary>An activity that runs.</summary>
/// <param name="Since">When its run began, in UTC.</param>
/// <param name="Until">When it is cancelled and fails at the latest, in UTC; null when it may run without end.</param>
/// <param name="IsOverdue">Whether it has been named in the log for running long.</param>
/// <param name="IsOnThread">Whether its code has not given its thread back.</param>
internal sealed record RunningActivity(DateTime Since, DateTime? Until, bool IsOverdue, bool IsOnThread);
