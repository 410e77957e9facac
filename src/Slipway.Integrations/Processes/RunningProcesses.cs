using System.Collections.Concurrent;

namespace Slipway.Integrations.Processes;

/// <summary>The runs of this host that can be stopped by their workflow. Thread-safe.</summary>
internal sealed class RunningProcesses
{
    private readonly ConcurrentDictionary<string, Entry> _runs = new(StringComparer.Ordinal);

    /// <summary>Notes a run until the returned entry is disposed.</summary>
    internal Entry Add(string runId, string? workflowId, CancellationToken cancellationToken)
    {
        var entry = new Entry(this, runId, workflowId, CancellationTokenSource.CreateLinkedTokenSource(cancellationToken));
        _runs[runId] = entry;
        return entry;
    }

    /// <summary>Whether a run is one of this host's.</summary>
    internal bool Contains(string runId) => _runs.ContainsKey(runId);

    /// <summary>Whether a workflow has no run but this one.</summary>
    internal bool IsOnly(string runId, string workflowId) =>
        _runs.All(run => run.Key == runId || run.Value.WorkflowId != workflowId);

    /// <summary>Stops a workflow's runs and waits until they are gone.</summary>
    internal async Task<int> StopAsync(string workflowId, CancellationToken cancellationToken)
    {
        var stopped = _runs.Values.Where(run => run.WorkflowId == workflowId).ToList();
        await Task.WhenAll(stopped.Select(run => run.StopAsync())).WaitAsync(cancellationToken);
        return stopped.Count;
    }

    /// <summary>A run that goes on.</summary>
    internal sealed class Entry(RunningProcesses owner, string runId, string? workflowId, CancellationTokenSource source) : IDisposable
    {
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly Lock _lock = new();

        internal string? WorkflowId => workflowId;

        internal CancellationToken Token => source.Token;

        internal Task StopAsync()
        {
            lock (_lock)
            {
                if (!_ended.Task.IsCompleted)
                {
                    // Callbacks go elsewhere: they must not run under the lock.
                    _ = source.CancelAsync();
                }
            }

            return _ended.Task;
        }

        public void Dispose()
        {
            owner._runs.TryRemove(runId, out _);
            lock (_lock)
            {
                _ended.TrySetResult();
            }

            source.Dispose();
        }
    }
}
