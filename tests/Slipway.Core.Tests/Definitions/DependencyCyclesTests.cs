using FsCheck.Fluent;
using Slipway.Core.Definitions.Validation;

namespace Slipway.Core.Tests.Definitions;

public class DependencyCyclesTests
{
    private static readonly FsCheck.Gen<IReadOnlyList<int>[]> Graphs =
        from count in Gen.Choose(1, 7)
        from steps in Gen.Choose(0, count - 1).ListOf().Select(ids => (IReadOnlyList<int>)[.. ids.Distinct().Take(2)]).ListOf(count)
        select steps.ToArray();

    [Fact]
    public void A_circle_is_found_exactly_when_there_is_one_and_is_one() => Property.Holds(
        Graphs,
        graph =>
        {
            var found = DependencyCycles.Find(graph);
            Assert.All(found, circle =>
            {
                Assert.Equal(circle[0], circle[^1]);
                Assert.Equal(circle.Min(), circle[0]);
                Assert.All(circle.Zip(circle.Skip(1)), pair => Assert.Contains(pair.Second, graph[pair.First]));
            });
            return found.Count > 0 == HasCircle(graph);
        },
        1_000);

    [Fact]
    public void A_long_chain_needs_no_stack()
    {
        var graph = Enumerable.Range(0, 100_000).Select(step => (IReadOnlyList<int>)[(step + 1) % 100_000]).ToArray();

        Assert.Equal(100_001, Assert.Single(DependencyCycles.Find(graph)).Count);
    }

    /// <summary>Takes away what depends on nothing, until there is nothing or nothing more to take.</summary>
    private static bool HasCircle(IReadOnlyList<int>[] graph)
    {
        var left = Enumerable.Range(0, graph.Length).ToHashSet();
        while (left.RemoveWhere(step => !graph[step].Any(left.Contains)) > 0)
        {
        }

        return left.Count > 0;
    }
}
