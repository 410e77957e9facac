namespace Slipway.Benchmarks.Workload;

/// <summary>The small object that each step returns.</summary>
internal sealed record StepResult(int Step, int Value, string Note);
