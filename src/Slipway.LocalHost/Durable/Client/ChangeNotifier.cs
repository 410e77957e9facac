namespace Slipway.LocalHost.Durable.Client;

/// <summary>Wakes those who wait for an instance to change.</summary>
internal sealed class ChangeNotifier
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>Reads an instance now and after each change, until a reading is wanted.</summary>
    public async Task<T> WaitAsync<T>(string instanceId, Func<T?> read, Func<T, bool> isWanted, CancellationToken cancellationToken)
        where T : class
    {
        while (true)
        {
            // Armed before the reading, so that no change falls between the two.
            var entry = Arm(instanceId);
            try
            {
                if (read() is { } value && isWanted(value))
                {
                    return value;
                }

                await entry.Changed.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                Disarm(instanceId, entry);
            }
        }
    }

    public void Changed(string instanceId)
    {
        lock (_lock)
        {
            if (_entries.Remove(instanceId, out var entry))
            {
                entry.Changed.TrySetResult();
            }
        }
    }

    /// <summary>Ends all waits with an error.</summary>
    public void Close(Exception reason)
    {
        lock (_lock)
        {
            foreach (var entry in _entries.Values)
            {
                entry.Changed.TrySetException(reason);
            }

            _entries.Clear();
        }
    }

    private Entry Arm(string instanceId)
    {
        lock (_lock)
        {
            if (!_entries.TryGetValue(instanceId, out var entry))
            {
                _entries.Add(instanceId, entry = new Entry());
            }

            entry.Waiters++;
            return entry;
        }
    }

    private void Disarm(string instanceId, Entry entry)
    {
        lock (_lock)
        {
            if (--entry.Waiters == 0 && _entries.TryGetValue(instanceId, out var current) && ReferenceEquals(current, entry))
            {
                _entries.Remove(instanceId);
            }
        }
    }

    private sealed class Entry
    {
        public TaskCompletionSource Changed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Waiters { get; set; }
    }
}
