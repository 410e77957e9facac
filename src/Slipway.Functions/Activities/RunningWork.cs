using System.Diagnostics.CodeAnalysis;
using Slipway.Core.Ports;

namespace Slipway.Functions.Activities;

/// <summary>Knows which activities of which workflow run in this process, so that an abandoned one is stopped before its successor
/// starts, and does not start when it was still queued. Thread-safe.</summary>
/// <remarks>
/// A workflow counts how often it had its work stopped; what was scheduled before its latest stop is not wanted any more. The count is
/// kept in memory: after a restart it is known again from the first activity that brings a higher one.
/// </remarks>
/// <param name="secrets">Takes the host's secrets out of what activities give back; unset: there are none.</param>
internal sealed class RunningWork(ISecretMask? secrets = null)
{
    private const int MaxRememberedWorkflows = 10_000;

    private readonly Lock _lock = new();
    private readonly HashSet<Lease> _leases = [];
    private readonly Dictionary<string, int> _stops = new(StringComparer.Ordinal);
    private readonly Queue<string> _remembered = new();

    /// <summary>Takes the host's secrets out of texts that an activity gives back: what failed repeats what it was sent.</summary>
    public Func<string, string> Mask() => secrets?.Current() ?? (text => text);

    /// <summary>Says that an activity has begun; dispose the lease when it has ended.</summary>
    /// <param name="workflowId">Whose.</param>
    /// <param name="stops">How often the workflow's work had been stopped when the activity was scheduled.</param>
    /// <param name="hostStops">Stops it too.</param>
    /// <param name="lease">The activity, when it is still wanted.</param>
    public bool TryEnter(string workflowId, int stops, CancellationToken hostStops, [NotNullWhen(true)] out Lease? lease)
    {
        lock (_lock)
        {
            lease = stops < _stops.GetValueOrDefault(workflowId) ? null : new Lease(this, workflowId, stops, hostStops);
            return lease is not null && _leases.Add(lease);
        }
    }

    /// <summary>Cancels what a workflow has running here from before a stop, and waits until it has ended. What is from before it and
    /// has not begun never will.</summary>
    /// <param name="workflowId">Whose.</param>
    /// <param name="stops">The stop's number, from 1; 0 stops nothing.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task StopAsync(string workflowId, int stops, CancellationToken cancellationToken)
    {
        var leases = Revoke(workflowId, stops);
        foreach (var lease in leases)
        {
            lease.Cancel();
        }

        await Task.WhenAll(leases.Select(lease => lease.Ended)).WaitAsync(cancellationToken);
    }

    private List<Lease> Revoke(string workflowId, int stops)
    {
        lock (_lock)
        {
            if (stops > _stops.GetValueOrDefault(workflowId))
            {
                if (!_stops.ContainsKey(workflowId))
                {
                    _remembered.Enqueue(workflowId);
                }

                _stops[workflowId] = stops;
                if (_remembered.Count > MaxRememberedWorkflows)
                {
                    _stops.Remove(_remembered.Dequeue());
                }
            }

            return [.. _leases.Where(lease => lease.WorkflowId == workflowId && lease.Stops < stops)];
        }
    }

    private void Leave(Lease lease)
    {
        lock (_lock)
        {
            _leases.Remove(lease);
        }
    }

    /// <summary>One running activity.</summary>
    internal sealed class Lease(RunningWork owner, string workflowId, int stops, CancellationToken hostStops) : IDisposable
    {
        private readonly CancellationTokenSource _cancellation = CancellationTokenSource.CreateLinkedTokenSource(hostStops);
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string WorkflowId { get; } = workflowId;

        public int Stops { get; } = stops;

        public CancellationToken Token => _cancellation.Token;

        public Task Ended => _ended.Task;

        public void Cancel()
        {
            try
            {
                _cancellation.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // It has just ended by itself.
            }
        }

        public void Dispose()
        {
            owner.Leave(this);
            _ended.TrySetResult();
            _cancellation.Dispose();
        }
    }
}
