using Slipway.LocalHost.Storage;

namespace Slipway.LocalHost.Durable.Client;

/// <summary>Wakes those who wait for an instance to change.</summary>
internal sealed class ChangeNotifier
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<Waiter>> _waiters = new(StringComparer.Ordinal);
    private Exception? _closed;

    /// <summary>Reads an instance now, and follows its changes until it is as wanted.</summary>
    public async Task<InstanceRow> WaitAsync(
        string instanceId, Func<InstanceRow?> read, Func<InstanceRow, bool> isWanted, CancellationToken cancellationToken)
    {
        // Armed before the reading, so that no change falls between the two.
        var waiter = new Waiter(isWanted);
        Arm(instanceId, waiter);
        try
        {
            return read() is { } row && isWanted(row) ? row : await waiter.Wanted.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Disarm(instanceId, waiter);
        }
    }

    /// <summary>Tells of an instance's new row.</summary>
    public void Changed(InstanceRow row)
    {
        lock (_lock)
        {
            if (_waiters.TryGetValue(row.InstanceId, out var waiters))
            {
                foreach (var waiter in waiters.Where(waiter => waiter.IsWanted(row)))
                {
                    waiter.Wanted.TrySetResult(row);
                }
            }
        }
    }

    /// <summary>Ends all waits with an error.</summary>
    public void Close(Exception reason)
    {
        lock (_lock)
        {
            _closed = reason;
            foreach (var waiter in _waiters.Values.SelectMany(waiters => waiters))
            {
                waiter.Wanted.TrySetException(reason);
            }
        }
    }

    private void Arm(string instanceId, Waiter waiter)
    {
        lock (_lock)
        {
            if (_closed is not null)
            {
                throw _closed;
            }

            if (!_waiters.TryGetValue(instanceId, out var waiters))
            {
                _waiters.Add(instanceId, waiters = []);
            }

            waiters.Add(waiter);
        }
    }

    private void Disarm(string instanceId, Waiter waiter)
    {
        lock (_lock)
        {
            if (_waiters.TryGetValue(instanceId, out var waiters) && waiters.Remove(waiter) && waiters.Count == 0)
            {
                _waiters.Remove(instanceId);
            }
        }
    }

    private sealed class Waiter(Func<InstanceRow, bool> isWanted)
    {
        public Func<InstanceRow, bool> IsWanted => isWanted;

        public TaskCompletionSource<InstanceRow> Wanted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
