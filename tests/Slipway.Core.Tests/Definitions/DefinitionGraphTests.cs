using Slipway.Core.Definitions;

namespace Slipway.Core.Tests.Definitions;

public class DefinitionGraphTests
{
    private static readonly DefinitionGraph Graph = DefinitionGraph.Of(
        DefinitionReaderTests.Read("""
            id: x
            errorHandling: { maxRetries: 1, compensateWith: { last: undo } }
            steps:
              - { id: last, uses: plugin, dependsOn: group }
              - id: group
                type: parallel
                dependsOn: first
                steps:
                  - { id: left, uses: plugin, timeout: 1m, retry_count: 0 }
                  - { id: right, uses: plugin, dependsOn: left }
              - { id: first, uses: plugin, onFailure: instead }
              - { id: instead, uses: plugin }
              - { id: undo, uses: plugin }
              - { id: ask, type: approval, dependsOn: first }
              - { id: each, type: foreach, config: { items: [] }, steps: [{ id: inner, uses: plugin }] }
            """));

    [Fact]
    public void Steps_of_a_group_wait_for_what_it_waits_for_and_it_waits_for_them()
    {
        Assert.Equal(["first"], Graph["left"].DependsOn);
        Assert.Equal(["first", "left"], Graph["right"].DependsOn);
        Assert.Equal(["first", "left", "right"], Graph["group"].DependsOn);
        Assert.Equal(["group"], Graph["last"].DependsOn);
        Assert.Equal(("group", null), (Graph["left"].Group, Graph["last"].Group));
        Assert.Equal(["right", "group"], Graph["left"].Dependents);
    }

    [Fact]
    public void Each_step_comes_after_all_it_waits_for()
    {
        var places = Graph.Steps.Select((step, index) => (step.Id, index)).ToDictionary(pair => pair.Id, pair => pair.index);

        Assert.Equal(9, places.Count);
        Assert.All(Graph.Steps, step => Assert.All(step.DependsOn, id => Assert.True(places[id] < places[step.Id])));
    }

    [Fact]
    public void What_a_step_does_not_say_is_by_its_definition()
    {
        Assert.Equal((1, 2), (Graph["left"].Retry.MaxAttempts, Graph["right"].Retry.MaxAttempts));
        Assert.Equal(
            (TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(30), TimeSpan.FromDays(7), TimeSpan.Zero),
            (Graph["left"].Timeout, Graph["right"].Timeout, Graph["ask"].Timeout, Graph["group"].Timeout));
        Assert.Equal(["instead", "undo"], Graph.Steps.Where(step => step.IsOnDemand).Select(step => step.Id).Order());
    }

    [Fact]
    public void A_foreach_keeps_its_steps()
    {
        Assert.False(Graph.Contains("inner"));
        Assert.Equal("inner", Assert.Single(Graph.BodyOf(Graph["each"]).Steps).Id);
        Assert.Throws<ArgumentException>(() => Graph.BodyOf(Graph["last"]));
    }

    [Theory]
    [InlineData("[{id: a, uses: x, dependsOn: b}, {id: b, uses: x, dependsOn: a}]")]
    [InlineData("[{id: a, uses: x, dependsOn: c}]")]
    public void What_was_not_validated_is_refused(string steps) =>
        Assert.Throws<ArgumentException>(() => DefinitionGraph.Of(DefinitionReaderTests.Read($"# YAML\nid: x\nsteps: {steps}")));
}
