using Slipway.Cli.Contract;

namespace Slipway.Cli.Display;

/// <summary>How long a workflow has been in each state, read off its events.</summary>
internal static class StateTimes
{
    /// <summary>The time in each state up to <paramref name="now"/>, the current one included.</summary>
    public static IReadOnlyDictionary<string, TimeSpan> Of(IReadOnlyList<WorkflowEventView> events, DateTimeOffset now)
    {
        var times = new Dictionary<string, TimeSpan>(StringComparer.Ordinal);
        string? state = null;
        var since = now;
        foreach (var e in events)
        {
            if (e.Type == "workflow_started")
            {
                (state, since) = ("IDLE", e.Time);
            }
            else if (e.Type == "state_changed" && e.Text("to") is { } next)
            {
                Add(state, e.Time - since);
                (state, since) = (next, e.Time);
            }
        }

        Add(state, now - since);
        return times;

        void Add(string? left, TimeSpan spent)
        {
            if (left is not null)
            {
                times[left] = times.GetValueOrDefault(left) + (spent > TimeSpan.Zero ? spent : TimeSpan.Zero);
            }
        }
    }
}
