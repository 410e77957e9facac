using Slipway.Core.Definitions.Expressions;

namespace Slipway.Core.Tests.Definitions.Expressions;

public class ExpressionCheckerTests
{
    private static readonly ExpressionNames Names = new()
    {
        Inputs = new Dictionary<string, ExpressionTypes>
        {
            ["branch"] = ExpressionTypes.Text,
            ["count"] = ExpressionTypes.Number,
            ["maybe"] = ExpressionTypes.Number | ExpressionTypes.Null,
            ["labels"] = ExpressionTypes.List,
        },
    };

    [Theory]
    [InlineData("inputs.brnch", 6, "There is no input 'brnch'. Did you mean 'branch'?")]
    [InlineData("inputs.count == 'three'", 13, "A number and a text are never equal.")]
    [InlineData("inputs.labels < 3", 14, "these are a list and a number")]
    [InlineData("1 + inputs.branch", 10, "not a text. For texts use format()")]
    [InlineData("-inputs.labels", 7, "not a list")]
    [InlineData("upper(inputs.count)", 12, "upper() takes a text or null as argument 1, not a number.")]
    [InlineData("inputs.count.x", 12, "Only an object has members: 'x' is asked of a number.")]
    [InlineData("inputs.count[0]", 12, "not a number by a number")]
    [InlineData("item", 0, "There is no item here")]
    [InlineData("result.x", 0, "There is no result here")]
    [InlineData("length(inputs.labels) == '3'", 22, "A number and a text are never equal.")]
    public void What_cannot_have_a_value_is_found_before_the_run(string text, int position, string message)
    {
        var error = Assert.Single(ExpressionChecker.Check(ExpressionTests.Parse(text), Names, out _));

        Assert.Equal(position, error.Position);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("steps.a.outputs.x + 1", ExpressionTypes.Number)]
    [InlineData("steps.a.outputs.x == 'a' || inputs.count == 3", ExpressionTypes.Boolean)]
    [InlineData("inputs.branch == null", ExpressionTypes.Boolean)]
    [InlineData("inputs.maybe < 3", ExpressionTypes.Boolean)]
    [InlineData("inputs.maybe || 'none'", ExpressionTypes.Number | ExpressionTypes.Text)]
    [InlineData("default(inputs.maybe, 3)", ExpressionTypes.Number)]
    [InlineData("inputs.labels[0].name", ExpressionTypes.Any)]
    [InlineData("split(inputs.branch, '/')", ExpressionTypes.List)]
    public void What_may_have_a_value_is_left(string text, ExpressionTypes types)
    {
        Assert.Empty(ExpressionChecker.Check(ExpressionTests.Parse(text), Names, out var found));
        Assert.Equal(types, found);
    }

    [Fact]
    public void References_are_found_without_evaluation()
    {
        var references = ExpressionReferences.Of(ExpressionTests.Parse(
            "contains(inputs.labels, steps.a.outputs.x[index]) && steps['b'].status == 'failed' && failure()"));

        Assert.Equal(["labels"], references.Inputs);
        Assert.Equal(["a", "b"], references.Steps.Order());
        Assert.True(references is { UsesItem: true, UsesStatus: true, UsesResult: false });
    }
}
