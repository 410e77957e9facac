namespace Slipway.Core.Ports;

/// <summary>What a gate found.</summary>
/// <param name="Name">The gate's name.</param>
/// <param name="Passed">Whether the change is good enough.</param>
/// <param name="ExitCode">Of its process; <see langword="null"/> when it could not be started or was ended.</param>
/// <param name="Message">One sentence for people.</param>
/// <param name="DurationMs">How long it took, in milliseconds.</param>
/// <param name="Output">The end of its output, decoded and cut to 8 KiB: what the agent gets when the gate failed.</param>
/// <param name="Log">Its whole output, up to the limit, as an artifact.</param>
public sealed record GateResult(
    string Name,
    bool Passed,
    int? ExitCode,
    string Message,
    long DurationMs,
    string Output,
    ArtifactReference? Log)
{
    /// <summary>What a model took for it; <see langword="null"/> when none was asked.</summary>
    public AgentUsage? Usage { get; init; }

    /// <summary>Whether it is not known yet: the platform's checks still run. <see cref="Passed"/> is then false, and whoever asked asks
    /// again later.</summary>
    public bool IsPending { get; init; }
}
