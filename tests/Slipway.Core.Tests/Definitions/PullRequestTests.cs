using System.Text.Json;
using Slipway.Core.Definitions;
using Slipway.Core.Definitions.Running;

namespace Slipway.Core.Tests.Definitions;

/// <summary>The pull request that a definition works on.</summary>
public class PullRequestTests
{
    private static readonly JsonElement Inputs = JsonSerializer.SerializeToElement(new { number = 7, name = "seven" });

    [Theory]
    [InlineData("12")]
    [InlineData("${{ inputs.number }}")]
    public void A_number_or_an_expression_over_the_inputs_is_taken(string text) => Assert.Empty(Problems(text));

    [Theory]
    [InlineData("0", "This is no pull request")]
    [InlineData("the last one", "This is no pull request")]
    [InlineData("${{ inputs.numbr }}", "Did you mean 'number'?")]
    [InlineData("${{ steps.a.outputs.number }}", "cannot use one")]
    [InlineData("${{ inputs.number", "no closing }}")]
    public void Anything_else_is_refused_before_it_runs(string text, string said) =>
        Assert.Contains(said, Assert.Single(Problems(text)), StringComparison.Ordinal);

    [Theory]
    [InlineData("12", 12)]
    [InlineData("${{ inputs.number }}", 7)]
    [InlineData("${{ inputs.number + 1 }}", 8)]
    [InlineData("${{ inputs.missing }}", 0)]
    public void A_run_knows_its_number(string text, int expected)
    {
        Assert.True(PullRequestNumber.TryRead(text, Inputs, out var number, out _));
        Assert.Equal(expected, number);
    }

    [Theory]
    [InlineData("${{ inputs.name }}", "has the value \"seven\"")]
    [InlineData("no ${{ inputs.missing }}", "has the value \"no \"")]
    [InlineData("${{ inputs.number / 0 }}", "zero")]
    public void A_run_without_a_number_says_what_it_has_instead(string text, string said)
    {
        Assert.False(PullRequestNumber.TryRead(text, Inputs, out _, out var error));
        Assert.Contains(said, error, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Problems(string text) => DefinitionValidator.Validate(
        new WorkflowDefinitionBuilder("a").Input("number", InputType.Integer, required: true).OnPullRequest(text)
            .Step("a", "set", step => step.Config(new { x = 1 })).Build(),
        BuiltInPlugins.All).Select(problem => problem.ToString());
}
