namespace Slipway.Core.Definitions.Expressions;

/// <summary>An expression has no value: it divides by zero, asks a number for its members, grows beyond its limit. The only exception
/// that evaluation throws.</summary>
/// <param name="error">What is wrong, and where.</param>
public sealed class ExpressionException(ExpressionError error) : Exception(error.Message)
{
    /// <summary>What is wrong, and where.</summary>
    public ExpressionError Error { get; } = error;

    internal static ExpressionException At(int position, string message) => new(new ExpressionError(position, message));
}
