namespace Slipway.LocalHost.Testing;

/// <summary>What came of replaying a recorded run.</summary>
/// <param name="InstanceId">The recorded instance.</param>
/// <param name="Orchestrator">Its orchestrator.</param>
/// <param name="Events">How many events the run has.</param>
/// <param name="Replayed">How many of them the code did the same as; a termination at the end is not among them.</param>
/// <param name="Difference">Where the code differs; null when it fits.</param>
/// <param name="FirstAltered">The first event that was changed since the export; null when none was, or they have no seals.</param>
public sealed record ReplayResult(
    string InstanceId, string Orchestrator, int Events, int Replayed, ReplayDifference? Difference, AlteredEvent? FirstAltered)
{
    /// <summary>Whether the code does what the run did.</summary>
    public bool Fits => Difference is null;

    /// <summary>Throws unless the code fits: an assertion for a test.</summary>
    /// <exception cref="InvalidOperationException">It differs; the message says where.</exception>
    public void EnsureFits()
    {
        if (Difference is not null)
        {
            throw new InvalidOperationException($"Orchestrator '{Orchestrator}' does not fit the run of '{InstanceId}'. {Difference}");
        }
    }
}
