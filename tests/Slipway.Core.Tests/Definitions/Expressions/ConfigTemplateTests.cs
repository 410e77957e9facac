using System.Text.Json;
using Slipway.Core.Definitions.Expressions;

namespace Slipway.Core.Tests.Definitions.Expressions;

public class ConfigTemplateTests
{
    private static readonly ExpressionScope Scope = new()
    {
        Inputs = ExpressionTests.Json("""{"n":3,"list":[1,"a"],"text":"}} '"}"""),
    };

    [Theory]
    [InlineData("""{"a":"${{ inputs.n }}"}""", """{"a":3}""")]
    [InlineData("""{"a":" ${{ inputs.n }}"}""", """{"a":" 3"}""")]
    [InlineData("""{"a":"${{ inputs.n }}${{ inputs.n }}"}""", """{"a":"33"}""")]
    [InlineData("""{"a":"x ${{ inputs.list }} ${{ inputs.missing }}."}""", """{"a":"x [1,\u0022a\u0022] ."}""")]
    [InlineData("""{"a":["${{ inputs.list }}",true,1.50,null]}""", """{"a":[[1,"a"],true,1.50,null]}""")]
    [InlineData("""{"${{ inputs.n }}":"$${{ inputs.n }}"}""", """{"${{ inputs.n }}":"${{ inputs.n }}"}""")]
    [InlineData("""{"a":"${{ '}}' }}"}""", """{"a":"}}"}""")]
    [InlineData("\"\"", "\"\"")]
    public void Texts_are_evaluated_and_the_rest_stays(string config, string expected) =>
        Assert.Equal(expected, ConfigTemplate.Evaluate(ExpressionTests.Json(config), Scope).GetRawText());

    [Fact]
    public void What_an_expression_gives_is_not_evaluated_again()
    {
        var scope = Scope with { Inputs = ExpressionTests.Json("""{"evil":"${{ workflow.id }}"}""") };

        Assert.Equal("${{ workflow.id }}", ConfigTemplate.Evaluate(ExpressionTests.Json("\"${{ inputs.evil }}\""), scope).GetString());
    }

    [Theory]
    [InlineData("a ${{ 1", 2, "no closing }}")]
    [InlineData("a ${{ 1 + }}", 10, "ends where")]
    [InlineData("${{ 'a }}", 0, "no closing }}")]
    public void A_text_that_is_no_template_says_where(string text, int position, string message)
    {
        Assert.False(TextTemplate.TryParse(text, out _, out var error));
        Assert.Equal(position, error.Position);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_config_cannot_grow_beyond_its_limit()
    {
        var scope = Scope with { Inputs = JsonSerializer.SerializeToElement(new { text = new string('a', 60_000) }) };
        var config = JsonSerializer.SerializeToElement(Enumerable.Repeat("${{ inputs.text }}", 5));

        var error = Assert.Throws<ExpressionException>(() => ConfigTemplate.Evaluate(config, scope));

        Assert.Contains("262,144", error.Message, StringComparison.Ordinal);
    }
}
