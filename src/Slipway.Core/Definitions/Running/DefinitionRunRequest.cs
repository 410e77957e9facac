using System.Text.Json;
using System.Text.Json.Serialization;
using Slipway.Core.Definitions.Expressions;
using Slipway.Core.Lifecycle;
using Slipway.Core.Ports;

namespace Slipway.Core.Definitions.Running;

/// <summary>What a workflow of a definition is started with: all of it, so that it keeps the version it began with.</summary>
public sealed record DefinitionRunRequest
{
    /// <summary>How long a failed workflow waits for a decision unless it is said, in days.</summary>
    public const double DefaultDecisionDays = 7;

    /// <summary>How deep workflows may run in each other: one that runs itself without an end comes to one here.</summary>
    public const int MaxDepth = 100;

    /// <summary>The definition, checked.</summary>
    public required WorkflowDefinition Definition { get; init; }

    /// <summary>Whether it, or the one that it runs for, was in the request to start it, under an id of the request's choice. Default no.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsInline { get; init; }

    /// <summary>Its inputs: a JSON object, checked, with defaults.</summary>
    public JsonElement Inputs { get; init; }

    /// <summary>What must be known of the plugins, by name.</summary>
    public IReadOnlyDictionary<string, PluginFacts> Plugins { get; init; } = new Dictionary<string, PluginFacts>(StringComparer.Ordinal);

    /// <summary>Absolute path of the local Git repository to work on. Unset: none, and no step can need a worktree.</summary>
    public string? Repository { get; init; }

    /// <summary>The branch to start from and merge into. Unset: the one checked out.</summary>
    public string? BaseBranch { get; init; }

    /// <summary>The agent of steps that do not name one. Unset: none.</summary>
    public AgentSelector? Agent { get; init; }

    /// <summary>What its agents and those of its children may take, all their runs together. Unset: there is no limit.</summary>
    public WorkflowBudget? Budget { get; init; }

    /// <summary>What it is found by in lists, such as <c>team</c> and <c>shop</c>; at most 10. Default none.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    /// <summary>Who asks.</summary>
    public string? Actor { get; init; }

    /// <summary>Who goes first when not all can run at once: higher before lower, -100 to 100. Default 0.</summary>
    public int Priority { get; init; }

    /// <summary>How long a failed workflow waits for a decision, in days. Default 7.</summary>
    public double DecisionDays { get; init; } = DefaultDecisionDays;

    /// <summary>
    /// SHA-256 of the request as it was sent, by which one that is sent again is known, whatever has become of the definition and the
    /// repository meanwhile. Unset: it was not sent over HTTP.
    /// </summary>
    public string? SentHash { get; init; }

    /// <summary>The step it runs for. Unset: somebody started it.</summary>
    public ParentStep? Parent { get; init; }

    /// <summary>How many workflows it runs in. Default 0: somebody started it.</summary>
    public int Depth { get; init; }

    /// <summary>
    /// Of a definition that a step wrote, and of all that it runs: what its steps may use at most. Unset: somebody has looked it through,
    /// and it may use everything.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? AllowedPlugins { get; init; }

    /// <summary>Of a child: the parent's worktree, which it works in and does not remove. Unset: it makes its own.</summary>
    public Workspace? Workspace { get; init; }

    /// <summary>Of an item of a <c>foreach</c>: the item.</summary>
    public JsonElement? Item { get; init; }

    /// <summary>Of an item of a <c>foreach</c>: its place, from 0.</summary>
    public int? Index { get; init; }

    /// <summary>Of an item of a <c>foreach</c>: the steps outside that its expressions name.</summary>
    public IReadOnlyDictionary<string, StepView> OuterSteps { get; init; } = new Dictionary<string, StepView>(StringComparer.Ordinal);
}
