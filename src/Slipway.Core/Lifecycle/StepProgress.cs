namespace Slipway.Core.Lifecycle;

/// <summary>The step a workflow is at.</summary>
/// <param name="Name">One of <see cref="LifecycleStep"/>.</param>
/// <param name="Attempt">From 1.</param>
/// <param name="MaxAttempts">The most attempts it gets.</param>
/// <param name="StartedAt">When the attempt began.</param>
/// <param name="Agent">The agent at work, when one is.</param>
public sealed record StepProgress(string Name, int Attempt, int MaxAttempts, DateTimeOffset StartedAt, string? Agent);
