using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Slipway.Core.Definitions.Expressions;

/// <summary>An expression of a workflow definition, such as <c>steps.build.outputs.count > 3</c>. Immutable.</summary>
/// <remarks>It is pure and total: the same scope gives the same value, it ends, and it reads nothing but its scope. Whatever is missing is
/// null. Texts compare by their code units, case regarded.</remarks>
public sealed class Expression
{
    /// <summary>Longest expression, in characters.</summary>
    public const int MaxLength = 4_096;

    /// <summary>Deepest nesting.</summary>
    public const int MaxDepth = 50;

    /// <summary>Largest result, and largest text on the way to it, in bytes of UTF-8.</summary>
    public const int MaxResultBytes = 65_536;

    internal const string Opening = "${{";
    internal const string Closing = "}}";

    private Expression(string text, ExpressionNode root)
    {
        Text = text;
        Root = root;
    }

    /// <summary><c>success()</c>: the condition of a step that has none.</summary>
    public static Expression Success { get; } = new("success()", new ExpressionParser(ExpressionLexer.Words("success()", 0, 9)).Parse());

    /// <summary>As it was written.</summary>
    public string Text { get; }

    internal ExpressionNode Root { get; }

    /// <summary>Reads an expression. It may stand between <c>${{</c> and <c>}}</c>, which are not part of it.</summary>
    /// <param name="text">Its text.</param>
    /// <param name="expression">What was read.</param>
    /// <param name="error">What is wrong, with its place in <paramref name="text"/>: also an unknown function or a wrong number of
    /// arguments.</param>
    public static bool TryParse(
        string text, [NotNullWhen(true)] out Expression? expression, [NotNullWhen(false)] out ExpressionError? error)
    {
        ArgumentNullException.ThrowIfNull(text);
        expression = null;
        error = null;
        if (text.Length > MaxLength)
        {
            error = new ExpressionError(MaxLength, $"The expression has {text.Length:N0} characters; at most {MaxLength:N0} are allowed.");
            return false;
        }

        try
        {
            var (start, end) = Inside(text);
            expression = new Expression(text, new ExpressionParser(ExpressionLexer.Words(text, start, end)).Parse());
            return true;
        }
        catch (ExpressionException exception)
        {
            error = exception.Error;
            return false;
        }
    }

    /// <summary>The value.</summary>
    /// <exception cref="ExpressionException">It has none in this scope, or one that is too large.</exception>
    public JsonElement Evaluate(ExpressionScope scope)
    {
        ArgumentNullException.ThrowIfNull(scope);
        try
        {
            return ExpressionValues.Bounded(new ExpressionEvaluator(scope).Value(Root), Root.Position);
        }
        catch (InvalidOperationException exception) when (exception is not ObjectDisposedException)
        {
            // JSON can escape half a surrogate pair, which is no text: the reader throws when such a text is used.
            throw ExpressionException.At(Root.Position, "A text holds half a surrogate pair, which stands for no character.");
        }
    }

    /// <summary>Whether a step whose <c>when</c> this is runs: its value is true (all but null, false, 0 and '' is). When no status
    /// function is in it, everything the step depends on must have succeeded besides, as by <c>success() &amp;&amp; (…)</c>.</summary>
    /// <exception cref="ExpressionException">It has no value in this scope.</exception>
    public bool Holds(ExpressionScope scope) =>
        (ExpressionReferences.Of(this).UsesStatus || ExpressionEvaluator.Succeeded(scope)) && ExpressionValues.IsTrue(Evaluate(scope));

    /// <inheritdoc/>
    public override string ToString() => Text;

    private static (int Start, int End) Inside(string text)
    {
        var start = text.Length - text.TrimStart().Length;
        var end = text.TrimEnd().Length;
        return end - start >= Opening.Length + Closing.Length
            && text.AsSpan(start).StartsWith(Opening) && text.AsSpan(0, end).EndsWith(Closing)
            ? (start + Opening.Length, end - Closing.Length)
            : (0, text.Length);
    }
}
