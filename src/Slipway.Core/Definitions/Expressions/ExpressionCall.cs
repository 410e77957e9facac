using System.Text.Json;

namespace Slipway.Core.Definitions.Expressions;

/// <summary>What a function is called with; the arguments are of its parameters' types.</summary>
/// <param name="Scope">What the expression is evaluated over.</param>
/// <param name="Arguments">Their values.</param>
/// <param name="Position">Where the call stands.</param>
internal readonly record struct ExpressionCall(ExpressionScope Scope, IReadOnlyList<JsonElement> Arguments, int Position)
{
    public JsonElement this[int index] => Arguments[index];

    /// <summary>An argument as text; nothing for null and for one that was left out.</summary>
    public string Text(int index) => index < Arguments.Count ? ExpressionValues.AsText(Arguments[index]) : "";

    /// <summary>The elements of a list; none for null.</summary>
    public IReadOnlyList<JsonElement> List(int index) =>
        Arguments[index].ValueKind == JsonValueKind.Array ? [.. Arguments[index].EnumerateArray()] : [];

    public JsonElement Result(string text) => ExpressionValues.Of(text, Position);
}
