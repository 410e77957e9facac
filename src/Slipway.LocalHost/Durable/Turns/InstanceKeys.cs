namespace Slipway.LocalHost.Durable.Turns;

/// <summary>
/// Hands out the keys of instances, and the times of their creation, which are in the order of the keys even when the clock goes back. No
/// key is used twice while the process lives, so that a late result cannot reach a newer instance that took over the same id.
/// </summary>
internal sealed class InstanceKeys(long lastKey, DateTime lastCreation)
{
    private readonly Lock _lock = new();
    private long _lastKey = lastKey;
    private DateTime _lastCreation = lastCreation;

    public (long Key, DateTime CreatedAt) Next(DateTime now)
    {
        lock (_lock)
        {
            _lastCreation = now > _lastCreation ? now : _lastCreation;
            return (++_lastKey, _lastCreation);
        }
    }
}
