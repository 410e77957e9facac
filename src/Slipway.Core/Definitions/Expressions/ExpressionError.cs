namespace Slipway.Core.Definitions.Expressions;

/// <summary>What is wrong with an expression.</summary>
/// <param name="Position">Where, from 0, in the text that was parsed.</param>
/// <param name="Message">One sentence: what is there, and what would be right.</param>
public sealed record ExpressionError(int Position, string Message);
