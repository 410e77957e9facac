namespace Slipway.LocalHost.Durable.Entities;

/// <summary>Holds back signals until their time. They are in the store meanwhile, and a restart brings them back.</summary>
internal sealed class DelayedSignals : IDisposable
{
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(1);

    private readonly Lock _lock = new();
    private readonly PriorityQueue<EntityDelivery, (DateTime DeliverAt, long Id)> _waiting = new();
    private readonly TimeProvider _time;
    private readonly Action<EntityDelivery> _deliver;
    private readonly ITimer _timer;
    private readonly TimeSpan _longestWait;
    private bool _disposed;

    public DelayedSignals(TimeProvider time, TimeSpan longestWait, Action<EntityDelivery> deliver)
    {
        _time = time;
        _longestWait = longestWait;
        _deliver = deliver;
        _timer = time.CreateTimer(_ => Wake(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Add(EntityDelivery delivery)
    {
        lock (_lock)
        {
            _waiting.Enqueue(delivery, (delivery.DeliverAt!.Value, delivery.Id));
            Arm();
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
        }

        _timer.Dispose();
    }

    private void Arm()
    {
        if (_disposed || !_waiting.TryPeek(out _, out var next))
        {
            return;
        }

        var wait = next.DeliverAt - _time.GetUtcNow().UtcDateTime;
        wait = wait > _longestWait ? _longestWait : wait;
        _timer.Change(wait < ShortestWait ? ShortestWait : wait, Timeout.InfiniteTimeSpan);
    }

    private void Wake()
    {
        var due = new List<EntityDelivery>();
        lock (_lock)
        {
            var now = _time.GetUtcNow().UtcDateTime;
            while (!_disposed && _waiting.TryPeek(out var delivery, out var place) && place.DeliverAt <= now)
            {
                _waiting.Dequeue();
                due.Add(delivery);
            }

            Arm();
        }

        due.ForEach(_deliver);
    }
}
