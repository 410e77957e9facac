using System.Text.Json;
using static Slipway.Core.Definitions.Expressions.ExpressionTypes;

namespace Slipway.Core.Definitions.Expressions;

/// <summary>A function of expressions: parser, check before the run and evaluation all go by this one table.</summary>
/// <param name="Name">How it is called.</param>
/// <param name="MinArguments">The fewest arguments.</param>
/// <param name="MaxArguments">The most.</param>
/// <param name="Parameters">What each argument may be; the last one stands for all that follow.</param>
/// <param name="Result">What it may give.</param>
/// <param name="Evaluate">Gives it.</param>
internal sealed record ExpressionFunction(
    string Name,
    int MinArguments,
    int MaxArguments,
    IReadOnlyList<ExpressionTypes> Parameters,
    ExpressionTypes Result,
    Func<ExpressionCall, JsonElement> Evaluate)
{
    private const int Many = 20;
    private const ExpressionTypes Scalar = Text | Number | ExpressionTypes.Boolean | Null;

    private static readonly Dictionary<string, ExpressionFunction> All = new ExpressionFunction[]
    {
        new("success", 0, 0, [], ExpressionTypes.Boolean, call => ExpressionValues.Of(ExpressionEvaluator.Succeeded(call.Scope))),
        new("failure", 0, 0, [], ExpressionTypes.Boolean, call => ExpressionValues.Of(ExpressionEvaluator.Failed(call.Scope))),
        new("cancelled", 0, 0, [], ExpressionTypes.Boolean, call => ExpressionValues.Of(ExpressionEvaluator.Cancelled(call.Scope))),
        new("always", 0, 0, [], ExpressionTypes.Boolean, _ => ExpressionValues.True),
        new("contains", 2, 2, [Text | List | Null, Scalar], ExpressionTypes.Boolean, ExpressionLibrary.Contains),
        new("startsWith", 2, 2, [Text | Null, Text], ExpressionTypes.Boolean, ExpressionLibrary.StartsWith),
        new("endsWith", 2, 2, [Text | Null, Text], ExpressionTypes.Boolean, ExpressionLibrary.EndsWith),
        new("length", 1, 1, [Text | List | ExpressionTypes.Object | Null], Number, ExpressionLibrary.Length),
        new("lower", 1, 1, [Text | Null], Text, call => call.Result(call.Text(0).ToLowerInvariant())),
        new("upper", 1, 1, [Text | Null], Text, call => call.Result(call.Text(0).ToUpperInvariant())),
        new("trim", 1, 1, [Text | Null], Text, call => call.Result(call.Text(0).Trim())),
        new("join", 1, 2, [List | Null, Text], Text, ExpressionLibrary.Join),
        new("split", 2, 2, [Text | Null, Text], List, ExpressionLibrary.Split),
        new("replace", 3, 3, [Text | Null, Text, Scalar], Text, ExpressionLibrary.Replace),
        new("format", 1, Many, [Text, Any], Text, ExpressionLibrary.Format),
        new("coalesce", 1, Many, [Any], Any, ExpressionLibrary.Coalesce),
        new("default", 2, 2, [Any], Any, ExpressionLibrary.Coalesce),
        new("toJson", 1, 1, [Any], Text, call => call.Result(ExpressionValues.Json(call[0]))),
        new("fromJson", 1, 1, [Text | Null], Any, ExpressionLibrary.FromJson),
        new("pluck", 2, 2, [List | Null, Text], List, ExpressionLibrary.Pluck),
        new("range", 1, 1, [Number], List, ExpressionLibrary.Range),
        new("keys", 1, 1, [ExpressionTypes.Object | Null], List, ExpressionLibrary.Keys),
        new("first", 1, 1, [List | Null], Any, ExpressionLibrary.First),
        new("last", 1, 1, [List | Null], Any, ExpressionLibrary.Last),
    }.ToDictionary(function => function.Name, StringComparer.Ordinal);

    /// <summary>Whether it asks how the steps ended that this one depends on.</summary>
    public bool IsStatus => Name is "success" or "failure" or "cancelled" or "always";

    /// <summary>For people: <c>2 arguments</c>.</summary>
    public string ArgumentCount => (MinArguments, MaxArguments) switch
    {
        (0, 0) => "no argument",
        (1, 1) => "one argument",
        var (min, max) when min == max => $"{min} arguments",
        var (min, max) => $"{min} to {max} arguments",
    };

    public static IReadOnlyCollection<string> Names => All.Keys;

    public static ExpressionFunction? Named(string name) => All.GetValueOrDefault(name);

    public ExpressionTypes Parameter(int index) => Parameters[Math.Min(index, Parameters.Count - 1)];

    public string Mismatch(int index, ExpressionTypes actual) =>
        $"{Name}() takes {ExpressionValues.Describe(Parameter(index))} as argument {index + 1}, not {ExpressionValues.Describe(actual)}.";
}
