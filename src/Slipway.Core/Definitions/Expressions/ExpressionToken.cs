namespace Slipway.Core.Definitions.Expressions;

/// <summary>A word of an expression.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Position">Where it begins.</param>
/// <param name="Text">What it says; of a text literal, its value.</param>
internal readonly record struct ExpressionToken(ExpressionToken.Kinds Kind, int Position, string Text)
{
    internal enum Kinds
    {
        End,
        Name,
        Number,
        Text,
        Symbol,
    }

    public bool Is(string symbol) => Kind == Kinds.Symbol && Text == symbol;

    public override string ToString() => Kind switch
    {
        Kinds.End => "the end",
        Kinds.Text => $"the text '{Text}'",
        _ => $"'{Text}'",
    };
}
