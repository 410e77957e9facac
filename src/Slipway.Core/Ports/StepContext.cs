using System.Text.Json;

namespace Slipway.Core.Ports;

/// <summary>One attempt of a step, as its plugin sees it.</summary>
public sealed record StepContext
{
    /// <summary>The workflow.</summary>
    public required string WorkflowId { get; init; }

    /// <summary>The step's id.</summary>
    public required string StepId { get; init; }

    /// <summary>From 1.</summary>
    public required int Attempt { get; init; }

    /// <summary><c>{workflow}/{step}</c>, the same for each attempt of a visit of this step: every effect carries it, and is looked for
    /// before it is made. A step that is entered again, by going back, has another one.</summary>
    public required string Marker { get; init; }

    /// <summary>When the step was entered again; <see langword="null"/> in its first visit.</summary>
    public DateTimeOffset? EnteredAt { get; init; }

    /// <summary>The step's <c>config</c>, a JSON object, its expressions evaluated.</summary>
    public required JsonElement Config { get; init; }

    /// <summary>What the run was given, by name: a JSON object. Secrets are names in it (<c>secret:GITHUB_TOKEN</c>).</summary>
    public required JsonElement Inputs { get; init; }

    /// <summary>The agent, for a plugin that uses one.</summary>
    public AgentSelector? Agent { get; init; }

    /// <summary>Of the <see cref="StepOutcome.Candidates"/> that an earlier call named, the one that the workflow holds now: the call that
    /// works on it. <see langword="null"/> in the first call.</summary>
    public string? Claim { get; init; }

    /// <summary>What is left of the workflow's budget for an agent's run; <see langword="null"/> when it has none.</summary>
    public AgentBudget? Budget { get; init; }

    /// <summary>The workflow's worktree, for a plugin that needs it.</summary>
    public Workspace? Workspace { get; init; }

    /// <summary>Longest run of this attempt.</summary>
    public required TimeSpan TimeLimit { get; init; }

    /// <summary>Reads a member of <see cref="Config"/> as text; <see langword="null"/> when it is not there or null.</summary>
    public string? Text(string name) =>
        Config.ValueKind == JsonValueKind.Object && Config.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null
            ? value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText()
            : null;
}
