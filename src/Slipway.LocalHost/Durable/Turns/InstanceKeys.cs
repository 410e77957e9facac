namespace Slipway.LocalHost.Durable.Turns;

/// <summary>
/// Hands out the keys of instances. None is used twice while the process lives, so that a late result cannot reach a newer instance that
/// took over the same id.
/// </summary>
internal sealed class InstanceKeys(long last)
{
    private long _last = last;

    public long Next() => Interlocked.Increment(ref _last);
}
