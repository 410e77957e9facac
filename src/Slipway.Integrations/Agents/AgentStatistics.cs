using System.Collections.Concurrent;
using Slipway.Core.Ports;

namespace Slipway.Integrations.Agents;

/// <summary>How agents have done since this host started, by name. Thread-safe.</summary>
internal sealed class AgentStatistics
{
    private const int KeptRuns = 100;

    private readonly ConcurrentDictionary<string, Record> _records = new(StringComparer.OrdinalIgnoreCase);

    internal int Running(string name) => _records.TryGetValue(name, out var record) ? record.Running : 0;

    /// <summary>Adds what is known to an agent's health.</summary>
    internal AgentHealth AddTo(AgentHealth health) =>
        _records.TryGetValue(health.Name, out var record) ? record.AddTo(health) : health;

    /// <summary>Counts a run.</summary>
    internal async Task<AgentOutcome> CountAsync(string name, Func<Task<AgentOutcome>> run)
    {
        var record = _records.GetOrAdd(name, _ => new Record());
        record.Begin();
        AgentOutcome? outcome = null;
        try
        {
            return outcome = await run();
        }
        finally
        {
            record.End(outcome);
        }
    }

    private sealed class Record
    {
        private readonly Lock _lock = new();
        private readonly Queue<(bool Succeeded, TimeSpan Duration)> _runs = new();
        private decimal _costUsd;

        internal int Running { get; private set; }

        internal void Begin()
        {
            lock (_lock)
            {
                Running++;
            }
        }

        internal void End(AgentOutcome? outcome)
        {
            lock (_lock)
            {
                Running--;
                if (outcome is null)
                {
                    return;
                }

                _costUsd += outcome.CostUsd ?? 0;
                // What somebody stopped says nothing of the agent.
                if (outcome.Kind != AgentOutcomeKind.Cancelled)
                {
                    _runs.Enqueue((outcome.Kind == AgentOutcomeKind.Succeeded, outcome.Duration));
                }

                if (_runs.Count > KeptRuns)
                {
                    _runs.Dequeue();
                }
            }
        }

        internal AgentHealth AddTo(AgentHealth health)
        {
            lock (_lock)
            {
                var durations = _runs.Select(run => run.Duration).Order().ToArray();
                return health with
                {
                    Running = Running,
                    Runs = _runs.Count,
                    SuccessRate = _runs.Count == 0 ? null : (double)_runs.Count(run => run.Succeeded) / _runs.Count,
                    MedianMs = durations.Length == 0 ? null : (long)durations[durations.Length / 2].TotalMilliseconds,
                    CostUsd = _costUsd,
                };
            }
        }
    }
}
