using FsCheck.Fluent;
using Slipway.Core.Definitions.Expressions;

namespace Slipway.Core.Tests.Definitions.Expressions;

public class ExpressionPropertyTests
{
    private static readonly string[] Leaves =
    [
        "null", "true", "false", "0", "1", "2.5", "1e308", "''", "'a'", "'[1]'", "'{0}'", "inputs", "inputs.text", "inputs.list",
        "inputs.object", "inputs.half", "inputs.huge", "inputs.none", "item", "index", "result", "steps.a.outputs",
        "steps.b.status", "workflow.id", "success()",
    ];

    private static readonly string[] Operators = ["==", "!=", "<", "<=", ">", ">=", "&&", "||", "+", "-", "*", "/", "%"];

    private static readonly ExpressionScope Scope = new()
    {
        Inputs = ExpressionTests.Json(
            """{"text":"some text","list":[1,"a",null,[2]],"object":{"a":{"b":1}},"half":"\ud800","huge":1e999,"none":null}"""),
        Steps = new Dictionary<string, StepView> { ["a"] = new(StepView.Succeeded, ExpressionTests.Json("""{"x":[1]}""")) },
        DependsOn = ["a"],
    };

    private static readonly FsCheck.Gen<string> Expressions = Sized(4);

    [Fact]
    public void An_expression_gives_a_value_or_the_one_exception_and_always_the_same() => Property.Holds(
        Expressions,
        text =>
        {
            Assert.True(Expression.TryParse(text, out var expression, out var error), $"{text}: {error?.Message}");
            return Outcome(expression) == Outcome(expression);
        },
        2_000);

    [Fact]
    public void What_the_check_finds_nothing_wrong_with_has_a_value_of_the_types_it_says()
    {
        var names = new ExpressionNames
        {
            Inputs = new Dictionary<string, ExpressionTypes>
            {
                ["text"] = ExpressionTypes.Text,
                ["list"] = ExpressionTypes.List,
                ["object"] = ExpressionTypes.Object,
                ["half"] = ExpressionTypes.Text,
                ["huge"] = ExpressionTypes.Number,
                ["none"] = ExpressionTypes.Null,
            },
            HasItem = true,
            HasResult = true,
        };
        var scope = Scope with { Index = 1 };

        Property.Holds(
            Expressions,
            text =>
            {
                var expression = ExpressionTests.Parse(text);
                if (ExpressionChecker.Check(expression, names, out var types).Count > 0)
                {
                    return true;
                }

                try
                {
                    return types.HasFlag(ExpressionValues.TypeOf(expression.Evaluate(scope)));
                }
                catch (ExpressionException)
                {
                    // Not all can be known before the run: a list's element may be of any type.
                    return true;
                }
            },
            2_000);
    }

    [Fact]
    public void No_text_makes_the_parser_throw() => Property.Holds(
        Property.HostileText,
        text => (Expression.TryParse(text, out _, out _) || true) && (TextTemplate.TryParse("${{" + text + "}}", out _, out _) || true),
        1_000);

    private static string Outcome(Expression expression)
    {
        try
        {
            return expression.Evaluate(Scope).GetRawText();
        }
        catch (ExpressionException exception)
        {
            return $"{exception.Error.Position}: {exception.Message}";
        }
    }

    private static FsCheck.Gen<string> Sized(int depth)
    {
        var leaf = Gen.Elements(Leaves);
        if (depth == 0)
        {
            return leaf;
        }

        var inner = Sized(depth - 1);
        return Gen.OneOf(
            leaf,
            from left in inner from word in Gen.Elements(Operators) from right in inner select $"({left} {word} {right})",
            from operand in inner from word in Gen.Elements("!", "-") select word + $"({operand})",
            from target in inner from name in Gen.Elements(".a", ".x", "['a b']", "[0]") select $"({target}){name}",
            from target in inner from index in inner select $"({target})[{index}]",
            from function in Gen.Elements(ExpressionFunction.Names.ToArray())
            from arguments in inner.ListOf(ExpressionFunction.Named(function)!.MinArguments)
            select $"{function}({string.Join(", ", arguments)})");
    }
}
