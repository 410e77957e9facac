namespace Slipway.Core.Definitions;

/// <summary>A step of a <see cref="DefinitionGraph"/>, with all that its definition says or leaves to others.</summary>
/// <param name="Definition">As it is written.</param>
/// <param name="Group">The parallel step it stands in, if it does.</param>
/// <param name="DependsOn">All it waits for: its own, its group's, and, of a group, the steps inside. Without those on demand.</param>
/// <param name="Retry">When it is tried again: its own, or by the definition's error handling.</param>
/// <param name="Timeout">Longest run of one attempt; zero for a group, and for a decision by cases, which take no time.</param>
/// <param name="NeedsWorkspace">Whether its plugin works in the worktree; no when the plugin is not known.</param>
/// <param name="IsOnDemand">Whether it runs only when it is called for: to undo another step, or in a failed one's place.</param>
public sealed record GraphStep(
    StepDefinition Definition,
    string? Group,
    IReadOnlyList<string> DependsOn,
    RetryDefinition Retry,
    TimeSpan Timeout,
    bool NeedsWorkspace,
    bool IsOnDemand)
{
    /// <summary>Its id.</summary>
    public string Id => Definition.Id;

    /// <summary>The steps that wait for it, in the order of the graph.</summary>
    public IReadOnlyList<string> Dependents { get; internal set; } = [];

    /// <summary>Whether it only joins the steps inside.</summary>
    public bool IsGroup => Definition.Type == StepType.Parallel;
}
