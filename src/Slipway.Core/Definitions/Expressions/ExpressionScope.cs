using System.Text.Json;

namespace Slipway.Core.Definitions.Expressions;

/// <summary>What an expression is evaluated over. Whatever is not there is null.</summary>
public sealed record ExpressionScope
{
    /// <summary><c>inputs</c>: a JSON object, defaults applied. Unset: none.</summary>
    public JsonElement Inputs { get; init; }

    /// <summary><c>steps</c>, by id. Default none.</summary>
    public IReadOnlyDictionary<string, StepView> Steps { get; init; } = new Dictionary<string, StepView>(StringComparer.Ordinal);

    /// <summary><c>workflow</c>: a JSON object with <c>id</c>, <c>repository</c>, <c>branch</c>, <c>baseBranch</c>, <c>baseSha</c> and
    /// <c>agent</c>. Unset: none.</summary>
    public JsonElement Workflow { get; init; }

    /// <summary>The steps that <c>success()</c>, <c>failure()</c> and <c>cancelled()</c> are about: those the step depends on. One that
    /// <see cref="Steps"/> does not have is neither success nor failure. Default none.</summary>
    public IReadOnlyList<string> DependsOn { get; init; } = [];

    /// <summary><c>item</c>: the one at hand, inside a <c>foreach</c>.</summary>
    public JsonElement? Item { get; init; }

    /// <summary><c>index</c>: its place, from 0.</summary>
    public int? Index { get; init; }

    /// <summary><c>result</c>: what a step gave, in its <c>outputs</c>.</summary>
    public JsonElement? Result { get; init; }
}
