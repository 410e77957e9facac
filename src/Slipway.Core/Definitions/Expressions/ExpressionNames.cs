namespace Slipway.Core.Definitions.Expressions;

/// <summary>What is known before a run of the names that an expression may use.</summary>
public sealed record ExpressionNames
{
    /// <summary>The inputs, and what each may be.</summary>
    public required IReadOnlyDictionary<string, ExpressionTypes> Inputs { get; init; }

    /// <summary>By a step's id the outputs that it may give; one that is not in it may give any. Default none is.</summary>
    public IReadOnlyDictionary<string, IReadOnlySet<string>> Outputs { get; init; } =
        new Dictionary<string, IReadOnlySet<string>>(StringComparer.Ordinal);

    /// <summary>Whether the expression stands inside a <c>foreach</c>, so that there is an item. Default no.</summary>
    public bool HasItem { get; init; }

    /// <summary>Whether the expression is one of a step's outputs, so that there is a result. Default no.</summary>
    public bool HasResult { get; init; }
}
