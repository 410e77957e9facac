using System.Text.Json;
using Slipway.Core.Definitions.Expressions;

namespace Slipway.Core.Tests.Definitions.Expressions;

public class ExpressionTests
{
    private static readonly ExpressionScope Scope = new()
    {
        Inputs = Json("""
            {
              "branch":"main", "count":3, "big":12345678901234567, "deep":{"list":[1,{"a b":true}]},
              "nothing":null, "labels":["bug","ui"]
            }
            """),
        Workflow = Json("""{"id":"wf-1","repository":"/r","branch":"slipway/wf-1","agent":"aider"}"""),
        Steps = new Dictionary<string, StepView>
        {
            ["build-it"] = new(StepView.Succeeded, Json("""{"count":2,"text":"[1,2]"}""")),
            ["test"] = new(StepView.Failed, null),
            ["skipped"] = new(StepView.Skipped, null),
            ["stopped"] = new(StepView.Cancelled, null),
        },
        Item = Json("\"x\""),
        Index = 4,
        Result = Json("""{"files":["a"]}"""),
    };

    [Theory]
    [InlineData("null", "null")]
    [InlineData("true", "true")]
    [InlineData("1.5e3", "1500")]
    [InlineData("'it''s'", "\"it\\u0027s\"")]
    [InlineData("inputs.branch", "\"main\"")]
    [InlineData("inputs.big", "12345678901234567")]
    [InlineData("inputs.deep.list[1]['a b']", "true")]
    [InlineData("inputs['branch']", "\"main\"")]
    [InlineData("inputs.deep.list[inputs.count - 3]", "1")]
    [InlineData("inputs.deep.list[7]", "null")]
    [InlineData("inputs.missing.member[0]", "null")]
    [InlineData("steps.build-it.outputs.count", "2")]
    [InlineData("steps['build-it'].status", "\"succeeded\"")]
    [InlineData("steps.unknown.outputs.x", "null")]
    [InlineData("workflow.agent", "\"aider\"")]
    [InlineData("item", "\"x\"")]
    [InlineData("index", "4")]
    [InlineData("result.files[0]", "\"a\"")]
    [InlineData("1 + 2 * 3 - 4 / 2", "5")]
    [InlineData("(1 + 2) * 3 % 5", "4")]
    [InlineData("-inputs.count", "-3")]
    [InlineData("7 - 2 - 1", "4")]
    [InlineData("1 < 2 == true", "true")]
    [InlineData("'a' < 'b' && 2 >= 2", "true")]
    [InlineData("1 == '1'", "false")]
    [InlineData("inputs.nothing == null", "true")]
    [InlineData("inputs.labels == fromJson('[\"bug\", \"ui\"]')", "true")]
    [InlineData("!inputs.missing", "true")]
    [InlineData("inputs.missing || 'main'", "\"main\"")]
    [InlineData("inputs.count && 'some'", "\"some\"")]
    [InlineData("false && 1 / 0", "false")]
    [InlineData("contains(inputs.labels, 'ui')", "true")]
    [InlineData("contains('Branch', 'ran')", "true")]
    [InlineData("contains(inputs.missing, 'a')", "false")]
    [InlineData("startsWith('feature/x', 'feature/')", "true")]
    [InlineData("endsWith('a.cs', '.md')", "false")]
    [InlineData("length(inputs.labels) + length('abc') + length(inputs.deep) + length(null)", "6")]
    [InlineData("upper(lower('aB'))", "\"AB\"")]
    [InlineData("trim('  a ')", "\"a\"")]
    [InlineData("join(inputs.labels)", "\"bug,ui\"")]
    [InlineData("join(split('a/b//c', '/'), '-')", "\"a-b--c\"")]
    [InlineData("replace('a.b.c', '.', '')", "\"abc\"")]
    [InlineData("format('{0} has {1}, {{0}}', 'x', inputs.labels)", "\"x has [\\u0022bug\\u0022,\\u0022ui\\u0022], {0}\"")]
    [InlineData("coalesce(null, inputs.missing, 0, 1)", "0")]
    [InlineData("default(inputs.missing, 'x')", "\"x\"")]
    [InlineData("toJson(inputs.deep.list)", "\"[1,{\\u0022a b\\u0022:true}]\"")]
    [InlineData("fromJson(steps.build-it.outputs.text)[1]", "2")]
    [InlineData("keys(inputs.deep)[0]", "\"list\"")]
    [InlineData("first(inputs.labels)", "\"bug\"")]
    [InlineData("last(inputs.labels)", "\"ui\"")]
    [InlineData("last(null)", "null")]
    [InlineData("range(3)[2]", "3")]
    [InlineData("length(range(-1))", "0")]
    [InlineData("pluck(fromJson('[{\"a\":{\"b\":[1,2]}},{\"a\":{\"b\":3}},{\"a\":null},{}]'), 'a.b')[2]", "3")]
    [InlineData("length(pluck(null, 'a'))", "0")]
    [InlineData(" ${{ inputs.count }} ", "3")]
    public void It_has_this_value(string text, string value) => Assert.Equal(value, Parse(text).Evaluate(Scope).GetRawText());

    [Theory]
    [InlineData("1 / 0", 2, "no finite number")]
    [InlineData("1 % 0", 2, "no finite number")]
    [InlineData("inputs.branch + 1", 14, "not a text. For texts use format()")]
    [InlineData("inputs.branch.x", 13, "Only an object has members: 'x' is asked of a text")]
    [InlineData("inputs.count[0]", 12, "not a number by a number")]
    [InlineData("null < 1", 5, "these are null and a number")]
    [InlineData("fromJson('{')", 0, "no JSON")]
    [InlineData("format('{1}', 2)", 0, "given 1 values")]
    [InlineData("lower(3)", 6, "lower() takes a text or null as argument 1, not a number")]
    public void It_has_no_value_and_says_where_and_why(string text, int position, string message)
    {
        var error = Assert.Throws<ExpressionException>(() => Parse(text).Evaluate(Scope)).Error;

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Equal(position, error.Position);
    }

    [Theory]
    [InlineData("", 0, "ends where a value should follow")]
    [InlineData("1 +", 3, "ends where a value should follow")]
    [InlineData("1 2", 2, "does not belong here")]
    [InlineData("(1", 2, "stands where ')' should")]
    [InlineData("'a", 0, "no closing quote")]
    [InlineData("\"a\"", 0, "single quotes")]
    [InlineData("a = b", 2, "Use ==")]
    [InlineData("input.x", 0, "There is no 'input'. Did you mean 'inputs'?")]
    [InlineData("lenght('a')", 0, "There is no function 'lenght'. Did you mean 'length'?")]
    [InlineData("success", 0, "is a function")]
    [InlineData("length()", 0, "takes one argument, not 0")]
    [InlineData("join(1, 2, 3)", 0, "takes 1 to 2 arguments, not 3")]
    [InlineData("steps", 5, "the id of a step")]
    [InlineData("steps[inputs.x].outputs", 6, "cannot be computed")]
    [InlineData("steps.a", 7, "outputs or status")]
    [InlineData("steps.a.output.x", 8, "Did you mean 'outputs'?")]
    [InlineData("workflow.name", 9, "id, repository, branch, baseBranch, baseSha, agent")]
    [InlineData("${{ 1 + }}", 8, "ends where")]
    [InlineData("1e999", 0, "no number")]
    public void What_is_wrong_is_said_with_its_place(string text, int position, string message)
    {
        Assert.False(Expression.TryParse(text, out _, out var error));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Equal(position, error.Position);
    }

    [Theory]
    [InlineData("success()", "build-it,skipped", true)]
    [InlineData("success()", "build-it,test", false)]
    [InlineData("success()", "unknown", false)]
    [InlineData("success()", "", true)]
    [InlineData("failure()", "build-it,test", true)]
    [InlineData("failure()", "build-it", false)]
    [InlineData("cancelled()", "stopped", true)]
    [InlineData("always()", "test", true)]
    [InlineData("inputs.count == 3", "build-it", true)]
    [InlineData("inputs.count == 3", "test", false)]
    [InlineData("inputs.count == 3 && failure()", "test", true)]
    public void A_condition_is_about_the_steps_it_depends_on(string when, string dependsOn, bool runs)
    {
        var scope = Scope with { DependsOn = dependsOn.Split(',', StringSplitOptions.RemoveEmptyEntries) };

        Assert.Equal(runs, Parse(when).Holds(scope));
    }

    [Fact]
    public void A_step_that_could_not_run_because_another_failed_counts_as_failed()
    {
        var scope = new ExpressionScope
        {
            Steps = new Dictionary<string, StepView> { ["a"] = new(StepView.Omitted, null) },
            DependsOn = ["a"],
        };

        Assert.True(Parse("failure()").Holds(scope));
        Assert.False(Expression.Success.Holds(scope));
    }

    [Fact]
    public void A_deep_expression_is_refused_however_it_is_nested()
    {
        foreach (var text in new[]
        {
            new string('(', 1_000) + "1" + new string(')', 1_000),
            new string('!', 1_000) + "1",
            string.Join('+', Enumerable.Repeat("1", 1_000)),
            string.Concat(Enumerable.Repeat("trim(", 500)) + "'a'" + new string(')', 500),
            "inputs" + string.Concat(Enumerable.Repeat(".a", 1_000)),
            "inputs" + string.Concat(Enumerable.Repeat("[inputs", 400)) + new string(']', 400),
        })
        {
            Assert.False(Expression.TryParse(text, out _, out var error));
            Assert.Contains("deep", error.Message, StringComparison.Ordinal);
        }

        Assert.False(Expression.TryParse(new string(' ', Expression.MaxLength + 1), out _, out var tooLong));
        Assert.Contains("at most 4,096", tooLong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_result_cannot_grow_beyond_its_limit()
    {
        var text = new string('a', 60_000);
        var scope = Scope with { Inputs = JsonSerializer.SerializeToElement(new { text, list = new[] { text, text } }) };

        foreach (var expression in new[]
        {
            "replace(inputs.text, 'a', inputs.text)", "format('{0}{0}', inputs.text)", "join(inputs.list, '')", "inputs.list",
            "toJson(inputs.list)",
        })
        {
            var error = Assert.Throws<ExpressionException>(() => Parse(expression).Evaluate(scope));
            Assert.Contains("larger than 65,536 bytes", error.Message, StringComparison.Ordinal);
        }

        Assert.Equal(2, Parse("length(inputs.list)").Evaluate(scope).GetInt32());
    }

    [Fact]
    public void Half_a_character_is_an_error_of_the_expression()
    {
        var scope = Scope with { Inputs = Json("""{"half":"\ud800"}""") };

        Assert.Throws<ExpressionException>(() => Parse("lower(inputs.half)").Evaluate(scope));
    }

    internal static Expression Parse(string text)
    {
        Assert.True(Expression.TryParse(text, out var expression, out var error), error?.Message);
        return expression;
    }

    internal static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;
}
