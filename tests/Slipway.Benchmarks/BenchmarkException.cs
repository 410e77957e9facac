namespace Slipway.Benchmarks;

/// <summary>A benchmark cannot run, or gave a wrong result; the message is for the user.</summary>
internal sealed class BenchmarkException(string message, Exception? inner = null) : Exception(message, inner);
