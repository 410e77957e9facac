using System.Text.Json;

namespace Slipway.Core.Definitions.Expressions;

/// <summary>A part of a parsed expression.</summary>
/// <param name="Position">Where it stands in the text.</param>
/// <param name="Children">The parts it is made of.</param>
internal abstract record ExpressionNode(int Position, IReadOnlyList<ExpressionNode> Children)
{
    public int Depth { get; } = 1 + Children.Select(child => child.Depth).DefaultIfEmpty().Max();

    internal sealed record Literal(int Position, JsonElement Value) : ExpressionNode(Position, []);

    /// <summary><c>inputs</c>, <c>workflow</c>, <c>item</c>, <c>index</c> or <c>result</c>.</summary>
    internal sealed record Root(int Position, string Name) : ExpressionNode(Position, []);

    internal sealed record StepStatus(int Position, string Step) : ExpressionNode(Position, []);

    internal sealed record StepOutputs(int Position, string Step) : ExpressionNode(Position, []);

    internal sealed record Member(int Position, ExpressionNode Target, string Name) : ExpressionNode(Position, [Target]);

    internal sealed record Element(int Position, ExpressionNode Target, ExpressionNode Index) : ExpressionNode(Position, [Target, Index]);

    internal sealed record Not(int Position, ExpressionNode Operand) : ExpressionNode(Position, [Operand]);

    internal sealed record Negate(int Position, ExpressionNode Operand) : ExpressionNode(Position, [Operand]);

    internal sealed record Binary(int Position, ExpressionOperator Operator, ExpressionNode Left, ExpressionNode Right)
        : ExpressionNode(Position, [Left, Right]);

    internal sealed record Call(int Position, ExpressionFunction Function, IReadOnlyList<ExpressionNode> Arguments)
        : ExpressionNode(Position, Arguments);
}
