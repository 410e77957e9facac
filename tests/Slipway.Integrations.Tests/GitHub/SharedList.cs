using System.Collections;

namespace Slipway.Integrations.Tests.GitHub;

/// <summary>A list that tests and the server's requests use at once: whoever reads it sees what was there when he began.</summary>
internal sealed class SharedList<T> : IReadOnlyList<T>
{
    private readonly Lock _lock = new();
    private volatile T[] _items = [];

    public int Count => _items.Length;

    public T this[int index]
    {
        get => _items[index];
        set
        {
            lock (_lock)
            {
                T[] changed = [.. _items];
                changed[index] = value;
                _items = changed;
            }
        }
    }

    public void Add(T item) => AddRange([item]);

    public void AddRange(IEnumerable<T> items)
    {
        lock (_lock)
        {
            _items = [.. _items, .. items];
        }
    }

    public T? Find(Predicate<T> fits) => Array.Find(_items, fits);

    public bool Exists(Predicate<T> fits) => Array.Exists(_items, fits);

    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)_items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
