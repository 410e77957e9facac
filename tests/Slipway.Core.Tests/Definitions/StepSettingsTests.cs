using Slipway.Core.Definitions;

namespace Slipway.Core.Tests.Definitions;

public sealed class StepSettingsTests
{
    [Fact]
    public void A_run_gives_steps_wherever_they_stand_other_limits_and_leaves_the_rest_as_written()
    {
        var definition = Definition();

        var changed = StepSettings.Apply(
            definition, Timeouts(("inner", "45m"), ("last", "90s")), Retries(("inner", 0), ("last", 5)), out var problems);

        Assert.Empty(problems);
        var steps = changed.AllSteps().ToDictionary(step => step.Id, StringComparer.Ordinal);
        Assert.Equal((TimeSpan.FromMinutes(45), 1), (steps["inner"].Timeout, steps["inner"].Retry!.MaxAttempts));
        Assert.Equal((TimeSpan.FromSeconds(90), 6), (steps["last"].Timeout, steps["last"].Retry!.MaxAttempts));
        Assert.Equal(TimeSpan.FromSeconds(7), steps["last"].Retry!.BaseDelay);
        Assert.Equal((TimeSpan.FromMinutes(3), null), (steps["first"].Timeout, steps["first"].Retry));
        Assert.Equal(Written(definition), Written(Definition()));
    }

    [Fact]
    public void Every_limit_of_every_built_in_definition_can_be_another_one()
    {
        foreach (var definition in BuiltInDefinitions.All.Values)
        {
            var steps = definition.AllSteps().Where(step => step.Timeout is not null).ToArray();
            var changed = StepSettings.Apply(
                definition,
                steps.ToDictionary(step => step.Id, _ => "77m", StringComparer.Ordinal),
                steps.ToDictionary(step => step.Id, _ => 7, StringComparer.Ordinal),
                out var problems);

            Assert.Empty(problems);
            Assert.Empty(DefinitionValidator.Validate(changed, BuiltInPlugins.All));
            Assert.All(
                changed.AllSteps().Where(step => step.Timeout is not null),
                step => Assert.Equal((TimeSpan.FromMinutes(77), 8), (step.Timeout, step.Retry!.MaxAttempts)));
        }
    }

    [Theory]
    [InlineData("lst", "5m", 1, "timeouts: There is no step 'lst'. Did you mean 'last'?")]
    [InlineData("last", "soon", 1, "timeouts.last: This must be a duration such as 30s")]
    [InlineData("last", "0s", 1, "timeouts.last: This must be a duration such as 30s")]
    [InlineData("last", "5m", 20, "retries.last: This must be a whole number from 0 to 19.")]
    [InlineData("last", "5m", -1, "retries.last: This must be a whole number from 0 to 19.")]
    public void What_cannot_be_taken_is_named_with_what_would_be_right(string step, string timeout, int retries, string problem)
    {
        var definition = Definition();

        var same = StepSettings.Apply(definition, Timeouts((step, timeout)), Retries((step, retries)), out var problems);

        Assert.Same(definition, same);
        Assert.Contains(problems, each => each.ToString().StartsWith(problem, StringComparison.Ordinal));
    }

    private static Dictionary<string, string> Timeouts(params (string Id, string Limit)[] given) =>
        given.ToDictionary(each => each.Id, each => each.Limit, StringComparer.Ordinal);

    private static Dictionary<string, int> Retries(params (string Id, int Count)[] given) =>
        given.ToDictionary(each => each.Id, each => each.Count, StringComparer.Ordinal);

    private static string Written(WorkflowDefinition definition) => DefinitionWriter.Write(definition);

    private static WorkflowDefinition Definition() => DefinitionReader.Read("""
        id: limits
        steps:
          - { id: first, uses: set, timeout: 3m }
          - { id: group, type: parallel, steps: [{ id: inner, uses: set }] }
          - { id: last, uses: set, retry: { maxAttempts: 2, baseDelay: 7s } }
        """, "limits.yaml").Definition!;
}
