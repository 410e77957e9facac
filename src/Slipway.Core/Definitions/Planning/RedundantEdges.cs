namespace Slipway.Core.Definitions.Planning;

/// <summary>Knows which dependencies another dependency implies.</summary>
/// <remarks>
/// Only steps with several dependencies can have such a one. For each of those, one walk backwards from its latest dependency's place
/// towards its earliest one's; steps outside of that stretch of the order cannot be on a way between them. Walks are limited
/// together, to so many visits a dependency, so that planning stays linear: beyond the limit, dependencies are taken for needed.
/// </remarks>
internal sealed class RedundantEdges
{
    private const int VisitsPerDependency = 50;
    private const int FewVisits = 100_000;

    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);

    /// <summary>For each step, by its place, the places of those it depends on.</summary>
    private readonly int[][] _before;
    private readonly int[] _visitedFor;
    private readonly Stack<int> _open = new();
    private int _walk;
    private int _visitsLeft;

    public RedundantEdges(IReadOnlyList<GraphStep> steps)
    {
        for (var place = 0; place < steps.Count; place++)
        {
            _places.Add(steps[place].Id, place);
        }

        _before = [.. steps.Select(step => step.DependsOn.Select(id => _places[id]).ToArray())];
        _visitedFor = new int[steps.Count];
        _visitsLeft = Math.Max(FewVisits, VisitsPerDependency * _before.Sum(before => before.Length));
    }

    /// <summary>Whether a step waits for another one even without depending on it directly.</summary>
    public bool Has(GraphStep step, string dependency)
    {
        if (step.DependsOn.Count < 2)
        {
            return false;
        }

        var target = _places[dependency];
        _walk++;
        _open.Clear();
        Open(_before[_places[step.Id]], target);
        while (_open.TryPop(out var place))
        {
            if (_visitedFor[place] == _walk)
            {
                continue;
            }

            _visitedFor[place] = _walk;
            var before = _before[place];
            if (before.Contains(target))
            {
                return true;
            }

            _visitsLeft -= before.Length;
            if (_visitsLeft < 0)
            {
                return false;
            }

            Open(before, target);
        }

        return false;
    }

    /// <summary>Goes on with the steps that come after the target.</summary>
    private void Open(int[] places, int target)
    {
        foreach (var place in places)
        {
            if (place > target)
            {
                _open.Push(place);
            }
        }
    }
}
