using System.Text.Json;
using Slipway.Core.Definitions;
using Slipway.Core.Definitions.Reading;

namespace Slipway.Core.Tests.Definitions;

public class DefinitionSchemaTests
{
    private static readonly JsonSchemaOracle Schema = new(JsonDocument.Parse(DefinitionSchema.Json(BuiltInPlugins.All)).RootElement);

    [Theory]
    [InlineData("id: a\nsteps: [{id: b, uses: shell.run, config: {command: x}}]", true)]
    [InlineData("id: a\nsteps: [{id: b, uses: shell.run, config: {}}]", false)]
    [InlineData("id: a\nsteps: [{id: b, uses: shell.run, config: {command: x, comand: y}}]", false)]
    [InlineData("id: a\nsteps: [{id: b, type: wait, config: {for: 5m}}]", true)]
    [InlineData("id: a\nsteps: [{id: b, type: wait, config: {for: soon}}]", false)]
    [InlineData("id: a\nsteps: [{id: b, type: wait, config: {for: '${{ inputs.x }}'}}]", true)]
    [InlineData("id: a\nsteps: [{id: b, type: approval, config: {required: '${{ 1 + 1 }}'}}]", true)]
    [InlineData("id: a\nerror_handling: {max_retries: 2, strategy: continue_on_failure}\nsteps: []", true)]
    [InlineData("id: a\ntimeout: 30s\nsteps: []", true)]
    [InlineData("id: a\ntimeout: soon\nsteps: []", false)]
    [InlineData("id: A\nsteps: []", false)]
    [InlineData("id: a", false)]
    [InlineData("id: a\nsteps: [{id: b, typ: task}]", false)]
    [InlineData("id: a\nsteps: [{id: b, retry: {maxAttempts: 21}}]", false)]
    public void It_allows_what_the_reader_and_the_validator_do(string text, bool isAllowed) =>
        Assert.Equal(isAllowed, Schema.Fits(YamlSource.Read(text).ToJson()));

    [Fact]
    public void Every_key_is_described()
    {
        using var schema = JsonDocument.Parse(DefinitionSchema.Json([]));
        var objects = schema.RootElement.GetProperty("$defs").EnumerateObject().Select(each => each.Value).Append(schema.RootElement);

        Assert.All(
            objects.SelectMany(each => each.GetProperty("properties").EnumerateObject()),
            key => Assert.False(string.IsNullOrWhiteSpace(key.Value.GetProperty("description").GetString())));
    }
}
