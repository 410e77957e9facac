using Microsoft.DurableTask;
using Slipway.LocalHost.Durable.History;

namespace Slipway.LocalHost.Durable.Replay;

/// <summary>Brings external events and those who wait for them together. Names ignore case.</summary>
/// <remarks>
/// As the real worker does: waiters of a name are a stack, the newest gets the first event; a waiter that was cancelled stays on the
/// stack and swallows the event that reaches it; an event nobody waits for is kept for the next waiter of its name.
/// </remarks>
internal sealed class ExternalEventInbox(DataConverter converter)
{
    private readonly Dictionary<string, Stack<IWaiter>> _waiters = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<EventRaised> _unclaimed = [];

    private interface IWaiter
    {
        Type Type { get; }

        bool IsLive { get; }

        DateTime Since { get; }

        void Complete(string? payload);
    }

    /// <summary>Events nobody has waited for, in the order they came.</summary>
    public IReadOnlyList<EventRaised> Unclaimed => _unclaimed;

    public bool HasLiveWaiter => _waiters.Values.Any(stack => stack.Any(waiter => waiter.IsLive));

    /// <summary>Who waits for an event: its name, and since when.</summary>
    public IEnumerable<EventWait> LiveWaiters =>
        from name in _waiters
        from waiter in name.Value.Reverse()
        where waiter.IsLive
        select new EventWait(name.Key, waiter.Since);

    /// <exception cref="ArgumentException">The newest waiter of the name asked for another type.</exception>
    public Task<T> WaitAsync<T>(string name, DateTime now, Action<Action> guarded, CancellationToken cancellationToken)
    {
        var index = _unclaimed.FindIndex(value => string.Equals(value.Name, name, StringComparison.OrdinalIgnoreCase));
        if (index >= 0)
        {
            var payload = _unclaimed[index].Input;
            _unclaimed.RemoveAt(index);
            return Task.FromResult(converter.Deserialize<T>(payload)!);
        }

        if (!_waiters.TryGetValue(name, out var stack))
        {
            _waiters.Add(name, stack = new Stack<IWaiter>());
        }
        else if (stack.TryPeek(out var newest) && newest.Type != typeof(T))
        {
            throw new ArgumentException(
                $"Event '{name}' is already awaited as {newest.Type}; it cannot be awaited as {typeof(T)} too. Give it one type.");
        }

        var waiter = new Waiter<T>(converter, now);
        stack.Push(waiter);
        if (cancellationToken.CanBeCanceled)
        {
            cancellationToken.Register(() => guarded(() => waiter.Cancel(cancellationToken)));
        }

        return waiter.Task;
    }

    /// <summary>Gives an event to the newest waiter of its name, or keeps it. A payload that cannot be read as asked throws.</summary>
    public void Receive(EventRaised value)
    {
        if (_waiters.TryGetValue(value.Name, out var stack) && stack.TryPop(out var waiter))
        {
            waiter.Complete(value.Input);
        }
        else
        {
            _unclaimed.Add(value);
        }
    }

    private sealed class Waiter<T>(DataConverter converter, DateTime since) : IWaiter
    {
        private readonly TaskCompletionSource<T> _source = new();

        public Task<T> Task => _source.Task;

        public Type Type => typeof(T);

        public DateTime Since => since;

        public bool IsLive => !_source.Task.IsCompleted;

        public void Complete(string? payload)
        {
            if (IsLive)
            {
                _source.TrySetResult(converter.Deserialize<T>(payload)!);
            }
        }

        public void Cancel(CancellationToken cancellationToken) => _source.TrySetCanceled(cancellationToken);
    }
}
