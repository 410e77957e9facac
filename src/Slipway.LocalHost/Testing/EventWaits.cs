namespace Slipway.LocalHost.Testing;

/// <summary>The external events that orchestrations wait for, as their code last asked for them.</summary>
internal sealed class EventWaits
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<(string EventName, Task Wait)>> _byInstance = new(StringComparer.Ordinal);

    /// <summary>An orchestration's code begins anew, perhaps to be replayed.</summary>
    public void Begin(string instanceId)
    {
        lock (_lock)
        {
            _byInstance[instanceId] = [];
        }
    }

    public void Add(string instanceId, string eventName, Task wait)
    {
        lock (_lock)
        {
            _byInstance[instanceId].Add((eventName, wait));
        }
    }

    /// <summary>
    /// The names of the events that an orchestration waits for; null when its code has not run yet. Tells the truth while none of its turns
    /// runs.
    /// </summary>
    public IReadOnlyList<string>? Of(string instanceId)
    {
        lock (_lock)
        {
            return _byInstance.TryGetValue(instanceId, out var waits)
                ? [.. waits.Where(wait => !wait.Wait.IsCompleted).Select(wait => wait.EventName).Distinct(StringComparer.OrdinalIgnoreCase)]
                : null;
        }
    }
}
