namespace Slipway.Core.Ports;

/// <summary>How an agent's run ended, as far as could be observed from outside.</summary>
/// <param name="Kind">The normal form.</param>
/// <param name="Message">One sentence for people: why, and what would be right when it went wrong.</param>
/// <param name="ExitCode">The process's exit code; <see langword="null"/> when there was no process or it was killed.</param>
/// <param name="Duration">How long it ran.</param>
/// <param name="Text">The end of what it printed on standard output, decoded and cut to 64 KiB: the plan, when planning.</param>
/// <param name="Log">Both output streams, kept as an artifact.</param>
public sealed record AgentOutcome(
    AgentOutcomeKind Kind,
    string Message,
    int? ExitCode,
    TimeSpan Duration,
    string Text,
    ArtifactReference? Log)
{
    /// <summary>Judges a run that should have changed the tree by what can be seen: the diff, never the exit code.</summary>
    /// <param name="treeChanged">Whether the working tree or its branch differs from before the run.</param>
    /// <returns>This outcome, corrected: a run that ended by itself succeeded when it left a change, whatever its exit code.</returns>
    public AgentOutcome Judge(bool treeChanged) => (Kind, treeChanged) switch
    {
        (AgentOutcomeKind.Crashed, true) when ExitCode is { } code => this with
        {
            Kind = AgentOutcomeKind.Succeeded,
            Message = $"The agent ended with exit code {code} and left a change.",
        },
        (AgentOutcomeKind.NoChange, true) => this with
        {
            Kind = AgentOutcomeKind.Succeeded,
            Message = "The agent ended and left a change.",
        },
        (AgentOutcomeKind.Succeeded, false) => this with
        {
            Kind = AgentOutcomeKind.NoChange,
            Message = "The agent ended without changing any file.",
        },
        _ => this,
    };
}
