namespace Slipway.Functions.Activities;

/// <summary>What a look at a pull request found.</summary>
/// <param name="Merged">Whether it is merged.</param>
/// <param name="Interval">The operator's time between two looks: a setting is no orchestrator's to read.</param>
public sealed record PullRequestCheck(bool Merged, TimeSpan Interval);
