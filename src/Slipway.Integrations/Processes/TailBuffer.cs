namespace Slipway.Integrations.Processes;

/// <summary>Keeps the last bytes of a stream in bounded memory. It grows as needed, up to its capacity. Not thread-safe.</summary>
/// <param name="capacity">Most bytes kept; 0 keeps none and only counts.</param>
internal sealed class TailBuffer(int capacity)
{
    private const int InitialSize = 4096;

    private byte[] _ring = [];
    private int _start;
    private int _count;

    /// <summary>All bytes that went through.</summary>
    internal long TotalBytes { get; private set; }

    /// <summary>Whether the beginning is gone.</summary>
    internal bool Truncated => TotalBytes > _count;

    internal void Append(ReadOnlySpan<byte> bytes)
    {
        TotalBytes += bytes.Length;
        if (bytes.Length > capacity)
        {
            bytes = bytes[^capacity..];
        }

        Grow(_count + bytes.Length);
        var overflow = Math.Max(0, _count + bytes.Length - _ring.Length);
        if (_ring.Length == 0)
        {
            return;
        }

        _start = (_start + overflow) % _ring.Length;
        _count -= overflow;
        var end = (_start + _count) % _ring.Length;
        var first = Math.Min(bytes.Length, _ring.Length - end);
        bytes[..first].CopyTo(_ring.AsSpan(end));
        bytes[first..].CopyTo(_ring);
        _count += bytes.Length;
    }

    internal byte[] ToArray()
    {
        var result = new byte[_count];
        var first = Math.Min(_count, _ring.Length - _start);
        _ring.AsSpan(_start, first).CopyTo(result);
        _ring.AsSpan(0, _count - first).CopyTo(result.AsSpan(first));
        return result;
    }

    private void Grow(int wanted)
    {
        if (wanted <= _ring.Length || _ring.Length == capacity)
        {
            return;
        }

        var size = Math.Min(capacity, Math.Max(InitialSize, Math.Max(wanted, (int)Math.Min(capacity, _ring.Length * 2L))));
        var grown = new byte[size];
        ToArray().CopyTo(grown, 0);
        _ring = grown;
        _start = 0;
    }
}
