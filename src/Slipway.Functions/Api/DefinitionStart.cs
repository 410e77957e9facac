using System.Text.Json;
using Slipway.Core.Lifecycle;
using Slipway.Core.Ports;

namespace Slipway.Functions.Api;

/// <summary>The body of a request that starts a workflow of a definition.</summary>
internal sealed record DefinitionStart
{
    /// <summary>The id of a definition that the host has, or <c>id@version</c>, or a definition itself.</summary>
    public JsonElement Definition { get; init; }

    /// <summary>Its inputs, by name.</summary>
    public JsonElement? Inputs { get; init; }

    /// <summary>Longest attempts, by the id of a step: durations such as <c>45m</c>, in place of what the definition says.</summary>
    public IReadOnlyDictionary<string, string>? Timeouts { get; init; }

    /// <summary>Attempts after the first, by the id of a step, 0 to 19, in place of what the definition says.</summary>
    public IReadOnlyDictionary<string, int>? Retries { get; init; }

    /// <summary>Absolute path of the local Git repository to work on.</summary>
    public string? Repository { get; init; }

    /// <summary>The branch to start from and merge into.</summary>
    public string? BaseBranch { get; init; }

    /// <summary>The agent of steps that do not name one.</summary>
    public AgentSelector? Agent { get; init; }

    /// <summary>What its agents may take.</summary>
    public WorkflowBudget? Budget { get; init; }

    /// <summary>What it is found by in lists, by name.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    /// <summary>Who asks.</summary>
    public string? Actor { get; init; }

    /// <summary>Who goes first when not all can run at once, -100 to 100. Default 0.</summary>
    public int Priority { get; init; }

    /// <summary>How long a failed workflow waits for a decision, in days.</summary>
    public double? DecisionDays { get; init; }
}
