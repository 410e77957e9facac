using System.Text.Json;
using Slipway.Core.Definitions;

namespace Slipway.Core.Tests.Definitions;

public class InputValidatorTests
{
    private static readonly WorkflowDefinition Definition = DefinitionReaderTests.Read("""
        id: x
        inputs:
          branch: { required: true, description: Where to work. }
          level: { type: integer, default: 3, enum: [1, 2, 3] }
          labels: { type: array }
        steps: []
        """);

    [Fact]
    public void Defaults_are_applied_and_what_is_left_out_is_null() => Assert.Equal(
        """{"branch":"main","level":3,"labels":null}""", Check("""{"branch":"main"}""").Inputs.GetRawText());

    [Theory]
    [InlineData("{}", "inputs.branch: 'branch' is missing: Where to work.")]
    [InlineData("null", "inputs.branch: 'branch' is missing: Where to work.")]
    [InlineData("""{"branch":3}""", "inputs.branch: This must be a text, not 3.")]
    [InlineData("""{"branch":"a","level":"1"}""", "inputs.level: This must be a whole number, not a text.")]
    [InlineData("""{"branch":"a","level":4}""", "inputs.level: This must be one of 1, 2, 3, not 4.")]
    [InlineData("""{"branch":"a","label":[]}""", "inputs: There is no input 'label' in x. Did you mean 'labels'?")]
    [InlineData("[]", "inputs: Inputs are an object: values by name.")]
    public void What_is_wrong_is_named(string given, string problem) =>
        Assert.Equal(problem, Assert.Single(Check(given).Problems).ToString());

    [Fact]
    public void They_are_limited() => Assert.Contains(
        "262,144",
        Assert.Single(Check(JsonSerializer.Serialize(new { branch = new string('a', 262_144) })).Problems).Message,
        StringComparison.Ordinal);

    private static InputReading Check(string given) => InputValidator.Validate(Definition, JsonDocument.Parse(given).RootElement);
}
