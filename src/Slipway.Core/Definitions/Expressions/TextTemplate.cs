using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;

namespace Slipway.Core.Definitions.Expressions;

/// <summary>A text with expressions in it: <c>fix ${{ inputs.issue }} on ${{ workflow.branch }}</c>. Immutable.</summary>
/// <remarks>A text that is one expression and nothing else has that expression's value, of whatever type; any other is text, in which null
/// is nothing and lists and objects are JSON. <c>$${{</c> stands for <c>${{</c> itself.</remarks>
public sealed class TextTemplate
{
    private const string EscapedOpening = "$" + Expression.Opening;

    // Texts, and the expressions that stand between them.
    private readonly List<(string? Text, Expression? Expression)> _parts = [];
    private readonly List<(int Position, Expression Expression)> _expressions = [];

    private TextTemplate()
    {
    }

    /// <summary>The expressions, each with the place in the text where what is between its braces begins.</summary>
    public IReadOnlyList<(int Position, Expression Expression)> Expressions => _expressions;

    /// <summary>Whether the text is one expression and nothing else, so that its value need not be text.</summary>
    public bool IsExpression => _parts is [(null, not null)];

    /// <summary>Reads a text.</summary>
    /// <param name="text">Anything; without <c>${{</c> it stands for itself.</param>
    /// <param name="template">What was read.</param>
    /// <param name="error">What is wrong, with its place in <paramref name="text"/>.</param>
    public static bool TryParse(
        string text, [NotNullWhen(true)] out TextTemplate? template, [NotNullWhen(false)] out ExpressionError? error)
    {
        ArgumentNullException.ThrowIfNull(text);
        template = new TextTemplate();
        error = template.Read(text);
        template = error is null ? template : null;
        return error is null;
    }

    /// <summary>The value.</summary>
    /// <exception cref="ExpressionException">One of its expressions has no value, or the text is too large.</exception>
    public JsonElement Evaluate(ExpressionScope scope)
    {
        if (_parts is [(null, { } only)])
        {
            return only.Evaluate(scope);
        }

        var result = new StringBuilder();
        foreach (var (text, expression) in _parts)
        {
            var part = text ?? ExpressionValues.AsText(expression!.Evaluate(scope));
            if (result.Length + part.Length > ConfigTemplate.MaxResultBytes)
            {
                throw ConfigTemplate.TooLarge();
            }

            result.Append(part);
        }

        return JsonSerializer.SerializeToElement(result.ToString());
    }

    private ExpressionError? Read(string text)
    {
        var literal = new StringBuilder();
        for (var at = 0; at < text.Length;)
        {
            var rest = text.AsSpan(at);
            if (rest.StartsWith(EscapedOpening))
            {
                literal.Append(Expression.Opening);
                at += EscapedOpening.Length;
            }
            else if (rest.StartsWith(Expression.Opening))
            {
                var start = at + Expression.Opening.Length;
                var end = EndOf(text, start);
                if (end < 0)
                {
                    return new ExpressionError(at, "The expression that begins here has no closing }}; $${{ is the text ${{.");
                }

                if (!Expression.TryParse(text[start..end], out var expression, out var error))
                {
                    return error with { Position = start + error.Position };
                }

                Flush(literal);
                _parts.Add((null, expression));
                _expressions.Add((start, expression));
                at = end + Expression.Closing.Length;
            }
            else
            {
                literal.Append(text[at++]);
            }
        }

        if (literal.Length > 0 || _parts.Count == 0)
        {
            _parts.Add((literal.ToString(), null));
        }

        return null;
    }

    private void Flush(StringBuilder literal)
    {
        if (literal.Length > 0)
        {
            _parts.Add((literal.ToString(), null));
            literal.Clear();
        }
    }

    /// <summary>Where <c>}}</c> is, outside of texts; -1 when it is nowhere.</summary>
    private static int EndOf(string text, int start)
    {
        var quoted = false;
        for (var at = start; at < text.Length; at++)
        {
            quoted ^= text[at] == '\'';
            if (!quoted && text.AsSpan(at).StartsWith(Expression.Closing))
            {
                return at;
            }
        }

        return -1;
    }
}
