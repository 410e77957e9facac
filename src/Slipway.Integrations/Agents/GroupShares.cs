namespace Slipway.Integrations.Agents;

/// <summary>Shares the runs of groups among their members, as each group's strategy says. Thread-safe.</summary>
/// <remarks>
/// Turns go by smooth weighted round robin: at each turn all members that take part gain credit by their weight, and the one with the most
/// gets the run and pays what all gained. One that cannot be used gains nothing meanwhile, so it is not flooded when it is back.
/// </remarks>
internal sealed class GroupShares(AgentStatistics statistics)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(AgentGroupOptions Group, int Place), long> _credits = [];

    /// <summary>Runs that are given to agents and do not count as running yet.</summary>
    private readonly Dictionary<string, int> _given = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Gives a run to a member.</summary>
    /// <param name="group">Whose.</param>
    /// <param name="among">The members that take part, by their places in the group, in order.</param>
    /// <param name="wanted">The one that it is given to; unset, the strategy says which.</param>
    /// <returns>Its place.</returns>
    internal int Take(AgentGroupOptions group, IReadOnlyCollection<int> among, int? wanted)
    {
        lock (_lock)
        {
            foreach (var place in among)
            {
                Add(group, place, group.WeightOf(place));
            }

            var taken = wanted ?? (group.Strategy == AgentGroupOptions.LeastBusy
                ? among.MinBy(place => statistics.Running(group.Members[place]) + _given.GetValueOrDefault(group.Members[place]))
                : among.MaxBy(place => _credits[(group, place)]));
            Add(group, taken, -among.Sum(group.WeightOf));
            _given[group.Members[taken]] = _given.GetValueOrDefault(group.Members[taken]) + 1;
            return taken;
        }
    }

    /// <summary>The run has begun, or the member could not be used: then it is as if it had not been taken.</summary>
    internal void Settle(AgentGroupOptions group, IReadOnlyCollection<int> among, int taken, bool isUsed)
    {
        lock (_lock)
        {
            _given[group.Members[taken]]--;
            if (isUsed)
            {
                return;
            }

            Add(group, taken, among.Sum(group.WeightOf));
            foreach (var place in among)
            {
                Add(group, place, -group.WeightOf(place));
            }
        }
    }

    private void Add(AgentGroupOptions group, int place, long credit) =>
        _credits[(group, place)] = _credits.GetValueOrDefault((group, place)) + credit;
}
