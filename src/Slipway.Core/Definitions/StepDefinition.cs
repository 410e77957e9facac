using System.Text.Json;

namespace Slipway.Core.Definitions;

/// <summary>One step of a definition. Texts of <see cref="Config"/> may hold expressions: <c>${{ inputs.branch }}</c>.</summary>
public sealed record StepDefinition
{
    /// <summary>1 to 100 letters, digits, dashes and underscores, starting with a letter; unique in its definition. A step inside a
    /// <see cref="StepType.Parallel"/> one is called as it is written, too.</summary>
    public required string Id { get; init; }

    /// <summary>For people. Unset: the id.</summary>
    public string? Name { get; init; }

    /// <summary>What kind of step. Default a task.</summary>
    public StepType Type { get; init; } = StepType.Task;

    /// <summary>The plugin that does a task's or a decision's work, such as <c>shell.run</c>; the definition that a subflow runs.</summary>
    public string? Uses { get; init; }

    /// <summary>The agent's name, for a plugin that needs one; an expression may choose it. Unset: the run's agent.</summary>
    public string? Agent { get; init; }

    /// <summary>Ids of steps that have to be over before this one begins. Default none.</summary>
    public IReadOnlyList<string> DependsOn { get; init; } = [];

    /// <summary>An expression that must be true for the step to run; otherwise it is skipped. Unset: <c>success()</c>, which is that
    /// every step it depends on succeeded, or was skipped by an operator or by its own condition. One that calls no status function
    /// means <c>success() &amp;&amp; (…)</c>; see <see cref="Expressions.Expression.Holds"/>.</summary>
    public string? When { get; init; }

    /// <summary>Longest run of one attempt. Unset: what the plugin says, else 30 minutes. For an approval or a wait: how long at most;
    /// unset 7 days.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>When to try again. Unset: by the definition's <see cref="ErrorHandling"/>.</summary>
    public RetryDefinition? Retry { get; init; }

    /// <summary>What happens when it has failed for good: <c>park</c> (it waits for a decision while the others go on), <c>fail</c> (the
    /// whole run parks at once), <c>continue</c> (as if it were not there), or the id of a step that then runs in its place.
    /// Unset: by the definition's <see cref="ErrorHandling"/>.</summary>
    public string? OnFailure { get; init; }

    /// <summary>Whether it may run beside others. A step that may not waits until it is alone. Default yes.</summary>
    public bool Parallel { get; init; } = true;

    /// <summary>The plugin's or the type's settings: a JSON object. Unset: none.</summary>
    public JsonElement? Config { get; init; }

    /// <summary>More outputs: expressions by name, in which <c>result</c> is what the step gave.</summary>
    public IReadOnlyDictionary<string, string> Outputs { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The steps inside: of a <see cref="StepType.Parallel"/> one, which run at once and all have to be over before it is; of a
    /// <see cref="StepType.ForEach"/> one, which run once an item. Default none.</summary>
    public IReadOnlyList<StepDefinition> Steps { get; init; } = [];
}
