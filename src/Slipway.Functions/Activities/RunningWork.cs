using System.Collections.Concurrent;

namespace Slipway.Functions.Activities;

/// <summary>Knows which activities of which workflow run in this process, so that an
/// abandoned one is stopped before its successor starts.</summary>
internal sealed class RunningWork
{
    private readonly ConcurrentDictionary<Lease, byte> _leases = new();

    /// <summary>Says that an activity has begun; dispose the lease when it has ended.</summary>
    public Lease Enter(string workflowId, CancellationToken hostStops)
    {
        var lease = new Lease(this, workflowId, hostStops);
        _leases[lease] = 0;
        return lease;
    }

    /// <summary>Cancels what a workflow has running here and waits until it has ended.</summary>
    public async Task StopAsync(string workflowId, CancellationToken cancellationToken)
    {
        var leases = _leases.Keys.Where(lease => lease.WorkflowId == workflowId).ToList();
        foreach (var lease in leases)
        {
            lease.Cancel();
        }

        await Task.WhenAll(leases.Select(lease => lease.Ended)).WaitAsync(cancellationToken);
    }

    /// <summary>One running activity.</summary>
    internal sealed class Lease(RunningWork owner, string workflowId, CancellationToken hostStops) : IDisposable
    {
        private readonly CancellationTokenSource _cancellation = CancellationTokenSource.CreateLinkedTokenSource(hostStops);
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string WorkflowId { get; } = workflowId;

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
            owner._leases.TryRemove(this, out _);
            _ended.TrySetResult();
            _cancellation.Dispose();
        }
    }
}
