using Microsoft.DurableTask.Client;

namespace Slipway.LocalHost.Tests.Simulation.Programs;

/// <summary>How a program has to end.</summary>
/// <param name="Status">Completed or Failed.</param>
/// <param name="Total">The total when it completed.</param>
/// <param name="Error">The message when it failed.</param>
/// <param name="CustomStatus">As JSON.</param>
internal sealed record Expected(OrchestrationRuntimeStatus Status, long Total, string? Error, string? CustomStatus);

/// <summary>
/// Runs a program in memory, without an engine: what it says is what the engine must come to, whatever happens on the way.
/// </summary>
internal sealed class ProgramModel(IReadOnlyList<Program> programs)
{
    public Expected Run(int number)
    {
        var state = new State();
        foreach (var steps in programs[number].Generations)
        {
            state.CustomStatus = null;
            foreach (var step in steps)
            {
                if (step is Throw failure)
                {
                    return new Expected(
                        OrchestrationRuntimeStatus.Failed, Total: 0, ProgramRunner.Message(failure, state.Total), state.CustomStatus);
                }

                state.Total = Totals.Mix(state.Total, Value(step, state));
            }
        }

        return new Expected(OrchestrationRuntimeStatus.Completed, state.Total, Error: null, state.CustomStatus);
    }

    private long Value(Step step, State state)
    {
        switch (step)
        {
            case Work work:
                return Totals.OfWork(work.Value);
            case Broken:
                return Totals.Caught;
            case Flaky flaky:
                return flaky.Failures < flaky.Attempts ? Totals.OfWork(flaky.Value) : Totals.Caught;
            case Pause:
                return Totals.TimerFired;
            case GivenUp given:
                return Totals.OfWork(given.Value);
            case Await awaited:
                var number = state.Next.GetValueOrDefault(awaited.Event);
                state.Next[awaited.Event] = number + 1;
                return Totals.OfSignal(awaited.Event, number);
            case Call call:
                var child = Run(call.Program);
                return child.Status == OrchestrationRuntimeStatus.Completed ? child.Total : Totals.Caught;
            case Together parallel:
                return parallel.Steps.Aggregate(0L, (sum, inner) => Totals.Mix(sum, Value(inner, state)));
            case Status status:
                state.CustomStatus = status.Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
                return Totals.Nothing;
            default:
                return Totals.Nothing;
        }
    }

    private sealed class State
    {
        public long Total { get; set; }

        public string? CustomStatus { get; set; }

        public Dictionary<string, int> Next { get; } = new(StringComparer.Ordinal);
    }
}
