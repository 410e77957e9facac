namespace Slipway.Benchmarks.Worker;

/// <summary>A line of JSON on a worker's stdin: what to do next. Names that a kind of work does not use are left out.</summary>
/// <param name="Do">The kind of work; see <see cref="EngineWorker"/>.</param>
/// <param name="Count">How many pieces.</param>
/// <param name="InFlight">How many of them at once.</param>
/// <param name="Size">How large each is.</param>
/// <param name="Id">Which instance, or which query.</param>
internal sealed record WorkRequest(string Do, int Count = 1, int InFlight = 1, int Size = 0, string? Id = null);
