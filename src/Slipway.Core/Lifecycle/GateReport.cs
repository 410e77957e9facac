using Slipway.Core.Ports;

namespace Slipway.Core.Lifecycle;

/// <summary>A gate's latest result, as the workflow remembers it.</summary>
/// <param name="Name">The gate.</param>
/// <param name="Passed">Whether it passed.</param>
/// <param name="ExitCode">Of its process, when it ended by itself.</param>
/// <param name="Message">One sentence.</param>
/// <param name="DurationMs">How long it took, in milliseconds.</param>
/// <param name="Round">Which round of validation, from 1.</param>
/// <param name="Log">Its whole output.</param>
public sealed record GateReport(
    string Name, bool Passed, int? ExitCode, string Message, long DurationMs, int Round, ArtifactReference? Log);
