using System.Text.Json.Serialization;
using Slipway.Core.Ports;

namespace Slipway.Functions.Activities;

/// <summary>One attempt of an agent's step.</summary>
/// <param name="Workspace">Where it works.</param>
/// <param name="Step">The step's name.</param>
/// <param name="Marker">Identifies this visit of the step, so that a second run finds what the first one made.</param>
/// <param name="Attempt">From 1.</param>
/// <param name="Mode">What it is asked to do.</param>
/// <param name="Agent">Which agent.</param>
/// <param name="Requirement">What is wanted.</param>
/// <param name="Plan">The plan, when there is one.</param>
/// <param name="Feedback">What failed gates printed, or what is in conflict, when there is something to put right.</param>
/// <param name="HeadSha">The branch's commit before the step; <see langword="null"/> when it has none of its own.</param>
/// <param name="TimeLimit">Longest run.</param>
/// <param name="SilenceLimit">Longest time without output.</param>
/// <param name="Stops">How often the workflow had its work stopped before.</param>
public sealed record AgentStepInput(
    Workspace Workspace,
    string Step,
    string Marker,
    int Attempt,
    AgentMode Mode,
    AgentSelector Agent,
    string Requirement,
    ArtifactReference? Plan,
    string? Feedback,
    string? HeadSha,
    TimeSpan TimeLimit,
    TimeSpan SilenceLimit,
    int Stops = 0)
{
    /// <summary>The workflow that it is a step of, when that works in another one's worktree. Unset: whose the worktree is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? WorkflowId { get; init; }

    /// <summary>What is left for the run.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public AgentBudget? Budget { get; init; }
}
