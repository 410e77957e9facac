using System.Text.Json;
using Slipway.Core.Definitions;

namespace Slipway.Core.Tests.Definitions;

public sealed class JsonSchemasTests
{
    [Theory]
    [InlineData("""{"type":"object","required":["a"],"properties":{"a":{"type":["string","null"],"pattern":"^x+$"}}}""", """{"a":"xx"}""")]
    [InlineData("""{"type":"array","items":{"enum":[1,2]},"maxItems":2}""", "[1,2]")]
    [InlineData("""{"type":"string","description":"Texts count as they are."}""", "\"${{ inputs.x }}\"")]
    public void What_fits_is_fine(string schema, string value)
    {
        Assert.Null(JsonSchemas.Problem(JsonElement.Parse(schema)));
        Assert.Empty(JsonSchemas.Problems(JsonElement.Parse(schema), JsonElement.Parse(value)));
    }

    [Theory]
    [InlineData("""{"type":"integer"}""", "\"${{ inputs.x }}\"", "answer: This must be integer")]
    [InlineData("""{"required":["a"]}""", "{}", "answer: 'a' is missing")]
    [InlineData("""{"items":{"maximum":3}}""", "[1,4]", "answer[1]: This must be at most 3")]
    public void What_does_not_fit_is_said_with_its_place(string schema, string value, string said) => Assert.StartsWith(
        said, Assert.Single(JsonSchemas.Problems(JsonElement.Parse(schema), JsonElement.Parse(value))), StringComparison.Ordinal);

    [Theory]
    [InlineData("[]", "must be an object")]
    [InlineData("""{"type":"text"}""", "schema.type must be one of")]
    [InlineData("""{"properties":{"a":{"minLength":"3"}}}""", "schema.properties.a.minLength must be a number")]
    [InlineData("""{"properties":[]}""", "schema.properties must be an object")]
    [InlineData("""{"items":{"enum":3}}""", "schema.items.enum must be a list")]
    [InlineData("""{"required":"a"}""", "schema.required must be a list of names")]
    [InlineData("""{"pattern":"(?=x)"}""", "without lookarounds")]
    [InlineData("""{"pattern":"("}""", "schema.pattern must be a regular expression")]
    public void A_schema_that_is_none_is_said_so(string schema, string said) =>
        Assert.Contains(said, JsonSchemas.Problem(JsonElement.Parse(schema)), StringComparison.Ordinal);

    [Fact]
    public void A_schema_has_limits()
    {
        var deep = string.Concat(Enumerable.Repeat("{\"items\":", 40)) + "{}" + new string('}', 40);

        Assert.Contains("nested", JsonSchemas.Problem(JsonElement.Parse(deep)), StringComparison.Ordinal);
        Assert.Contains(
            "characters", JsonSchemas.Problem(JsonSerializer.SerializeToElement(new { description = new string('x', 40_000) })),
            StringComparison.Ordinal);
    }
}
