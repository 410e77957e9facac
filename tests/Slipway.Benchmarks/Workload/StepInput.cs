namespace Slipway.Benchmarks.Workload;

/// <summary>What a step is given.</summary>
internal sealed record StepInput(int Step, int Value);
