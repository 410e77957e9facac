using System.Text.Json;
using System.Text.Json.Serialization;
using Slipway.Core.Ports;

namespace Slipway.Functions.Activities;

/// <summary>One attempt of a step of a definition.</summary>
public sealed record RunStepInput
{
    /// <summary>The workflow.</summary>
    public required string WorkflowId { get; init; }

    /// <summary>The step's id.</summary>
    public required string Step { get; init; }

    /// <summary>The plugin's name.</summary>
    public required string Uses { get; init; }

    /// <summary>From 1.</summary>
    public required int Attempt { get; init; }

    /// <summary>Identifies this visit of the step, so that a second run finds what the first one made.</summary>
    public required string Marker { get; init; }

    /// <summary>When the step was entered again; unset in its first visit.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? EnteredAt { get; init; }

    /// <summary>The step's config, its expressions evaluated.</summary>
    public required JsonElement Config { get; init; }

    /// <summary>What the run was given.</summary>
    public JsonElement Inputs { get; init; }

    /// <summary>Which agent, for a plugin that uses one.</summary>
    public AgentSelector? Agent { get; init; }

    /// <summary>What is left for an agent's run.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public AgentBudget? Budget { get; init; }

    /// <summary>The worktree, when the workflow has a repository.</summary>
    public Workspace? Workspace { get; init; }

    /// <summary>Longest run.</summary>
    public required TimeSpan TimeLimit { get; init; }

    /// <summary>Of what the plugin said it could work on, the one that the workflow holds now.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Claim { get; init; }

    /// <summary>How often the workflow had this step stopped before.</summary>
    public int Stops { get; init; }
}
