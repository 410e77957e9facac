namespace Slipway.Core.Definitions.Validation;

/// <summary>The steps that can name each other: those of a definition, or of one foreach, which also see what came before it.</summary>
internal sealed class StepScope
{
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private readonly StepScope? _outer;
    private readonly FlatStep? _owner;
    private readonly ILookup<string, string> _onDemand;
    private readonly List<IReadOnlyList<int>> _dependsOn;
    private ulong[][]? _ancestors;

    /// <param name="steps">The steps.</param>
    /// <param name="handling">What undoes what.</param>
    /// <param name="outer">The scope around a foreach.</param>
    /// <param name="owner">The foreach.</param>
    public StepScope(IReadOnlyList<FlatStep> steps, ErrorHandling handling, StepScope? outer = null, FlatStep? owner = null)
    {
        Steps = steps;
        _outer = outer;
        _owner = owner;
        _onDemand = FlatStep.OnDemand(steps, handling);
        for (var place = 0; place < steps.Count; place++)
        {
            _places.TryAdd(steps[place].Id, place);
        }

        // A step that stands in for another one comes after it.
        _dependsOn =
        [
            .. steps.Select(step => (IReadOnlyList<int>)
            [
                .. step.DependsOn.Concat(_onDemand[step.Id]).Where(_places.ContainsKey).Select(id => _places[id]).Distinct(),
            ]),
        ];
        Cycles = DependencyCycles.Find(_dependsOn);
    }

    public IReadOnlyList<FlatStep> Steps { get; }

    /// <summary>Circles, as places of steps.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Cycles { get; }

    /// <summary>Whether there is an item.</summary>
    public bool HasItem => _owner is not null;

    public IEnumerable<string> Ids => _places.Keys;

    /// <summary>All ids that an expression could name.</summary>
    public IEnumerable<string> VisibleIds => _outer is null ? Ids : Ids.Concat(_outer.VisibleIds);

    public bool Has(string id) => _places.ContainsKey(id);

    public bool CanSee(string id) => Has(id) || _outer?.CanSee(id) == true;

    public bool IsOnDemand(string id) => _onDemand.Contains(id);

    /// <summary>Whether a step is over when another one begins: the other depends on it, directly or not.</summary>
    public bool IsUpstream(string id, FlatStep of)
    {
        if (Cycles.Count > 0)
        {
            // Nothing comes before anything; the circle is reported.
            return true;
        }

        if (!_places.TryGetValue(id, out var place))
        {
            return _outer!.IsUpstream(id, _owner!);
        }

        var ancestors = (_ancestors ??= Ancestors())[_places[of.Id]];
        return Contains(ancestors, place)
            || _onDemand[id].Any(served => _places.TryGetValue(served, out var at) && Contains(ancestors, at));
    }

    private static bool Contains(ulong[] set, int place) => (set[place / 64] & (1UL << (place % 64))) != 0;

    /// <summary>For each step a set of bits, one a step: 10,000 steps take 12 MB, and a few milliseconds.</summary>
    private ulong[][] Ancestors()
    {
        var words = (Steps.Count + 63) / 64;
        var ancestors = new ulong[Steps.Count][];
        var open = new Stack<int>();
        for (var start = 0; start < Steps.Count; start++)
        {
            open.Push(start);
            while (open.TryPeek(out var step))
            {
                var missing = ancestors[step] is null ? _dependsOn[step].Where(dependency => ancestors[dependency] is null).ToList() : [];
                foreach (var dependency in missing)
                {
                    open.Push(dependency);
                }

                if (missing.Count > 0)
                {
                    continue;
                }

                open.Pop();
                ancestors[step] ??= Union(ancestors, _dependsOn[step], words);
            }
        }

        return ancestors;
    }

    private static ulong[] Union(ulong[][] ancestors, IReadOnlyList<int> dependencies, int words)
    {
        var set = new ulong[words];
        foreach (var dependency in dependencies)
        {
            for (var word = 0; word < words; word++)
            {
                set[word] |= ancestors[dependency][word];
            }

            set[dependency / 64] |= 1UL << (dependency % 64);
        }

        return set;
    }
}
