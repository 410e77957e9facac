namespace Slipway.Core.Definitions.Planning;

/// <summary>Knows which dependencies another dependency implies.</summary>
/// <remarks>
/// Only steps with several dependencies can have such a one. For each of those, one walk backwards from its latest dependency's place
/// towards its earliest one's; steps outside of that stretch of the order cannot be on a way between them. Walks are limited
/// together, so that planning stays linear: beyond the limit, dependencies are taken for needed.
/// </remarks>
internal sealed class RedundantEdges
{
    private const int MaxVisits = 2_000_000;

    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private readonly IReadOnlyList<GraphStep> _steps;
    private readonly int[] _visitedFor;
    private int _walk;
    private int _visits;

    public RedundantEdges(IReadOnlyList<GraphStep> steps)
    {
        _steps = steps;
        _visitedFor = new int[steps.Count];
        for (var place = 0; place < steps.Count; place++)
        {
            _places.Add(steps[place].Id, place);
        }
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
        var open = new Stack<int>(step.DependsOn.Select(id => _places[id]).Where(place => place > target));
        while (open.TryPop(out var place))
        {
            if (_visitedFor[place] == _walk)
            {
                continue;
            }

            _visitedFor[place] = _walk;
            foreach (var id in _steps[place].DependsOn)
            {
                if (++_visits > MaxVisits)
                {
                    return false;
                }

                var before = _places[id];
                if (before == target)
                {
                    return true;
                }

                if (before > target)
                {
                    open.Push(before);
                }
            }
        }

        return false;
    }
}
