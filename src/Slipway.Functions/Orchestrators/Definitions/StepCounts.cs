using System.Text.Json;
using Slipway.Core;
using Slipway.Core.Definitions.Running;

namespace Slipway.Functions.Orchestrators.Definitions;

/// <summary>How many steps of a run stand where, and which are parked; kept as they move, as looking at each of thousands at every turn
/// would take too long.</summary>
internal sealed class StepCounts
{
    private static readonly StepState[] States = Enum.GetValues<StepState>();
    private static readonly string[] Names =
        [.. States.Select(state => JsonSerializer.SerializeToElement(state, CoreJson.Options).GetString()!)];

    private readonly int[] _counts = new int[States.Length];
    private readonly List<StepRun> _parked = [];

    public StepCounts(int steps) => _counts[(int)StepState.Pending] = steps;

    /// <summary>Those that wait for a decision, the first parked first.</summary>
    public IReadOnlyList<StepRun> Parked => _parked;

    public int this[StepState state] => _counts[(int)state];

    public void Move(StepRun step, StepState from, StepState to)
    {
        _counts[(int)from]--;
        _counts[(int)to]++;
        if (from == StepState.Parked && from != to)
        {
            _parked.Remove(step);
        }
        else if (to == StepState.Parked && from != to)
        {
            _parked.Add(step);
        }
    }

    /// <summary>The counts that are not zero, by the state's name.</summary>
    public Dictionary<string, int> ByName() => States
        .Where(state => _counts[(int)state] > 0)
        .ToDictionary(state => Names[(int)state], state => _counts[(int)state], StringComparer.Ordinal);
}
