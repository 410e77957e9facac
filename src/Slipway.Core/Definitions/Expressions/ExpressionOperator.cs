namespace Slipway.Core.Definitions.Expressions;

/// <summary>What stands between two operands; in the order of their strength, the weakest first.</summary>
internal enum ExpressionOperator
{
    Or,
    And,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
}
