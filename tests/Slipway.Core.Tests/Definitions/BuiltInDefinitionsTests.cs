using System.Text.Json;
using Slipway.Core.Definitions;
using Slipway.Core.Definitions.Reading;

namespace Slipway.Core.Tests.Definitions;

public class BuiltInDefinitionsTests
{
    private static readonly string[] Expected =
    [
        "autonomous_loop", "bug_fix", "complex_feature", "documentation_update", "feature_integration", "hotfix_deployment",
        "issue_implementation", "pr_processing", "pr_review", "release", "review_response", "simple_issue",
    ];

    public static TheoryData<string> Ids => [.. Expected];

    [Fact]
    public void All_are_there() => Assert.Equal(Expected, BuiltInDefinitions.All.Keys.Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Ids))]
    public void Each_can_run_on_a_host_with_the_built_in_plugins(string id)
    {
        var reading = DefinitionReader.Read(BuiltInDefinitions.Text(id), id + ".yaml");

        Assert.Empty(reading.Problems.Select(problem => problem.ToString()));
        Assert.Equal(id, reading.Definition!.Id);
        Assert.Empty(DefinitionValidator.Validate(reading.Definition, BuiltInPlugins.All, reading.Source).Select(one => one.ToString()));
        Assert.NotEmpty(DefinitionPlan.Of(DefinitionGraph.Of(reading.Definition, BuiltInPlugins.All)).CriticalPath);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void The_published_schema_allows_each(string id)
    {
        var schema = JsonDocument.Parse(DefinitionSchema.Json(BuiltInPlugins.All)).RootElement;

        Assert.True(new JsonSchemaOracle(schema).Fits(YamlSource.Read(BuiltInDefinitions.Text(id)).ToJson()));
        Assert.True(new JsonSchemaOracle(schema).Fits(JsonDocument.Parse(DefinitionWriter.Write(BuiltInDefinitions.All[id])).RootElement));
    }

    [Fact]
    public void Only_what_a_config_says_as_a_whole_is_a_command()
    {
        // What comes from outside must not become part of a shell's text: it is either all of the command, or in the environment.
        var steps = BuiltInDefinitions.All.Values.SelectMany(definition => All(definition.Steps));
        foreach (var step in steps.Where(step => step.Uses == "shell.run"))
        {
            var command = step.Config!.Value.GetProperty("command").GetString()!;
            Assert.DoesNotContain("${{ item", command, StringComparison.Ordinal);
            Assert.All(
                command.Split("${{").Skip(1),
                after => Assert.Contains("_command", after[..after.IndexOf("}}", StringComparison.Ordinal)], StringComparison.Ordinal));
        }
    }

    [Fact]
    public void One_that_is_not_there_is_named_with_those_that_are() => Assert.Contains(
        "bug_fix", Assert.Throws<ArgumentException>(() => BuiltInDefinitions.Text("bugfix")).Message, StringComparison.Ordinal);

    private static IEnumerable<StepDefinition> All(IEnumerable<StepDefinition> steps) =>
        steps.SelectMany(step => All(step.Steps).Prepend(step));
}
