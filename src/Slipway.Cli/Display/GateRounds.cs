using Slipway.Cli.Contract;

namespace Slipway.Cli.Display;

/// <summary>Every round's gate results. The workflow holds those of the last round; the events hold them all.</summary>
internal static class GateRounds
{
    /// <summary>The results in the order they came; a gate's n-th result is of round n.</summary>
    /// <param name="events">What happened so far.</param>
    /// <param name="last">The workflow's own results, which say more (the log) and stand where no event is known.</param>
    public static IReadOnlyList<WorkflowView.GateView> Of(
        IReadOnlyList<WorkflowEventView> events, IReadOnlyList<WorkflowView.GateView> last)
    {
        var rounds = new Dictionary<string, int>(StringComparer.Ordinal);
        var results = new List<WorkflowView.GateView>();
        foreach (var e in events)
        {
            if (EventWords.GateOf(e) is not { } gate)
            {
                continue;
            }

            var round = rounds[gate] = rounds.GetValueOrDefault(gate) + 1;
            results.Add(last.FirstOrDefault(known => known.Name == gate && known.Round == round) ?? new WorkflowView.GateView(
                gate, e.Flag("passed") == true, (int?)e.Number("exitCode"), e.Text("message"),
                e.Number("durationMs") ?? 0, round, Log: null));
        }

        var missing = last.Where(known => !results.Exists(result => result.Name == known.Name && result.Round >= known.Round));
        return [.. results.Concat(missing).OrderBy(result => result.Round)];
    }
}
