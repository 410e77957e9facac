namespace Slipway.Integrations;

/// <summary>Agents that are as good as each other. In configuration, <c>AgentGroups:NAME:0</c> is short for
/// <c>AgentGroups:NAME:Members:0</c>.</summary>
public sealed class AgentGroupOptions
{
    /// <summary>Each run goes to the member with the fewest in progress.</summary>
    public const string LeastBusy = "least_busy";

    /// <summary>Each run goes to the next member.</summary>
    public const string RoundRobin = "round_robin";

    /// <summary>Runs are shared as <see cref="Weights"/> says.</summary>
    public const string Weighted = "weighted";

    /// <summary>1 to 20 names of single agents, in the order that decides between equals.</summary>
    public IList<string> Members { get; set; } = [];

    /// <summary><c>least_busy</c> (default), <c>round_robin</c> or <c>weighted</c>.</summary>
    public string Strategy { get; set; } = LeastBusy;

    /// <summary>With <see cref="Weighted"/>: how many runs each member gets for those of the others, 1 to 100, in the members' order; a
    /// member without one has 1.</summary>
    public IList<int> Weights { get; set; } = [];

    /// <summary>Whether a strategy is one of those that there are.</summary>
    internal static bool IsKnown(string strategy) => strategy is LeastBusy or RoundRobin or Weighted;

    internal int WeightOf(int member) => Strategy == Weighted && member < Weights.Count ? Weights[member] : 1;
}
