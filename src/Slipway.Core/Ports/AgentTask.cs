namespace Slipway.Core.Ports;

/// <summary>One run of an agent.</summary>
/// <param name="WorkflowId">The workflow it belongs to; its processes can be found and ended by it.</param>
/// <param name="Step">The step, such as <c>plan</c> or <c>code</c>.</param>
/// <param name="Attempt">From 1.</param>
/// <param name="Prompt">What to do, in words.</param>
/// <param name="WorkingDirectory">The working tree, absolute.</param>
/// <param name="TimeLimit">Longest whole run.</param>
/// <param name="SilenceLimit">Longest time without any output.</param>
/// <param name="Environment">Variables to add to the clean environment; <see langword="null"/> adds none.</param>
public sealed record AgentTask(
    string WorkflowId,
    string Step,
    int Attempt,
    string Prompt,
    string WorkingDirectory,
    TimeSpan TimeLimit,
    TimeSpan SilenceLimit,
    IReadOnlyDictionary<string, string>? Environment = null)
{
    /// <summary>Identifies this visit of the step, the same for each attempt of it: what is made elsewhere carries it with the attempt, and
    /// is looked for before it is made. A step that is entered again has another one. Default: <c>{workflow}/{step}</c>.</summary>
    public string Marker { get; init; } = $"{WorkflowId}/{Step}";

    /// <summary>The worktree with its repository and branches, for an agent that works elsewhere; <see langword="null"/>: only
    /// <see cref="WorkingDirectory"/> is known.</summary>
    public Workspace? Workspace { get; init; }

    /// <summary>What is left for this run; <see langword="null"/> sets no limit.</summary>
    public AgentBudget? Budget { get; init; }

    /// <summary>
    /// Whether to go on in the session of the agent's last run for this workflow and step, when there is one and the agent can; else it
    /// starts anew. The prompt must say everything in either case. Default: anew.
    /// </summary>
    public bool Resume { get; init; }

    /// <summary>Told what the agent is doing: the latest thing, at most once in two seconds, in order, never two at once. What it throws is
    /// dropped. <see langword="null"/>: nobody wants to know.</summary>
    public IProgress<AgentProgress>? Progress { get; init; }
}
