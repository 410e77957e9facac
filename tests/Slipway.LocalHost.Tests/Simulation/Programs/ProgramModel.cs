using Microsoft.DurableTask.Client;

namespace Slipway.LocalHost.Tests.Simulation.Programs;

/// <summary>How a program has to end.</summary>
/// <param name="Status">Completed or Failed.</param>
/// <param name="Total">The total when it completed.</param>
/// <param name="Error">The message when it failed.</param>
/// <param name="CustomStatus">As JSON.</param>
/// <param name="Entries">How often each ledger gets each entry.</param>
internal sealed record Expected(
    OrchestrationRuntimeStatus Status,
    long Total,
    string? Error,
    string? CustomStatus,
    IReadOnlyDictionary<(string Ledger, string Entry), int> Entries);

/// <summary>
/// Runs a program in memory, without an engine: what it says is what the engine must come to, whatever happens on the way.
/// </summary>
internal sealed class ProgramModel(IReadOnlyList<Program> programs)
{
    public Expected Run(int number) => Run(number, []);

    private Expected Run(int number, Dictionary<(string Ledger, string Entry), int> entries)
    {
        var state = new State { Entries = entries };
        foreach (var steps in programs[number].Generations)
        {
            state.CustomStatus = null;
            foreach (var step in steps)
            {
                if (step is Throw failure)
                {
                    return new Expected(
                        OrchestrationRuntimeStatus.Failed,
                        Total: 0,
                        ProgramRunner.Message(failure, state.Total),
                        state.CustomStatus,
                        entries);
                }

                state.Total = Totals.Mix(state.Total, Value(step, state));
            }
        }

        return new Expected(OrchestrationRuntimeStatus.Completed, state.Total, Error: null, state.CustomStatus, entries);
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
                return Child(call, state);
            case Tell tell:
                state.Add(tell.Ledger, tell.Value);
                state.Add(tell.RelayTo, tell.Value);
                state.Add(tell.CourierTo, tell.Value);
                return Totals.Nothing;
            case Ask { Refused: true }:
                return Totals.Caught;
            case Ask ask:
                state.Add(ask.Ledger, ask.Value);
                return Totals.OfWork(ask.Value);
            case Transfer transfer:
                state.Add(transfer.From, transfer.Value);
                state.Add(transfer.To == transfer.From ? null : transfer.To, transfer.Value);
                return Totals.Nothing;
            case Together parallel:
                return parallel.Steps.Aggregate(0L, (sum, inner) => Totals.Mix(sum, Value(inner, state)));
            case Status status:
                state.CustomStatus = status.Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
                return Totals.Nothing;
            default:
                return Totals.Nothing;
        }
    }

    /// <summary>A child that fails has done each time what it did before its failure.</summary>
    private long Child(Call call, State state)
    {
        for (var attempt = 1; attempt <= call.Attempts; attempt++)
        {
            var child = Run(call.Program, state.Entries);
            if (child.Status == OrchestrationRuntimeStatus.Completed)
            {
                return child.Total;
            }
        }

        return Totals.Caught;
    }

    private sealed class State
    {
        public required Dictionary<(string Ledger, string Entry), int> Entries { get; init; }

        public long Total { get; set; }

        public string? CustomStatus { get; set; }

        public Dictionary<string, int> Next { get; } = new(StringComparer.Ordinal);

        public void Add(string? ledger, int value)
        {
            if (ledger is not null)
            {
                var key = (ledger, Ledgers.EntryOf(value));
                Entries[key] = Entries.GetValueOrDefault(key) + 1;
            }
        }
    }
}
