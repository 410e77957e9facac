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
    /// <summary>The agent's session, by which a later run goes on; <see langword="null"/> when it has none.</summary>
    public string? SessionId { get; init; }

    /// <summary>What it cost in US dollars, as the agent says; <see langword="null"/> when it does not.</summary>
    public decimal? CostUsd { get; init; }

    /// <summary>What its model read and wrote, as the agent says; <see langword="null"/> when it does not.</summary>
    public AgentTokens? Tokens { get; init; }

    /// <summary>Requests to its model, as the agent says; <see langword="null"/> when it does not.</summary>
    public int? Turns { get; init; }

    /// <summary>What it wanted to do and was not allowed to, at most 20; <see langword="null"/> when there was nothing.</summary>
    public IReadOnlyList<string>? Denials { get; init; }

    /// <summary>How long its service asked to wait before another run; <see langword="null"/> when it did not.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The pull request that a remote agent opened; <see langword="null"/> for an agent that works in the worktree.</summary>
    public AgentPullRequest? PullRequest { get; init; }

    /// <summary>The branch of the remote that a remote agent pushed its work to without a pull request; <see langword="null"/> when it
    /// did not.</summary>
    public string? Branch { get; init; }

    /// <summary>The run at a remote agent's service, by which its pull request is found when the service does not tell of it;
    /// <see langword="null"/> for an agent that works in the worktree.</summary>
    public string? RemoteRun { get; init; }

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
        (AgentOutcomeKind.Succeeded, false) when Denials is { Count: > 0 } denials => this with
        {
            Kind = AgentOutcomeKind.Denied,
            Message = $"The agent changed no file; it was not allowed to: {string.Join("; ", denials)}.",
        },
        (AgentOutcomeKind.Succeeded, false) => this with
        {
            Kind = AgentOutcomeKind.NoChange,
            Message = "The agent ended without changing any file.",
        },
        _ => this,
    };
}
