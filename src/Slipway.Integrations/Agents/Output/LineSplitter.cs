using System.Buffers;

namespace Slipway.Integrations.Agents.Output;

/// <summary>Cuts a stream of bytes into lines. Not thread-safe.</summary>
/// <param name="take">Gets each line without its end; empty ones are left out.</param>
internal sealed class LineSplitter(Action<ReadOnlyMemory<byte>> take)
{
    // An agent that shows a whole file in one event stays below this; what is longer is no event worth its memory.
    internal const int LongestLineBytes = 4 * 1024 * 1024;

    private readonly ArrayBufferWriter<byte> _line = new();
    private bool _tooLong;

    /// <summary>Lines that were longer than <see cref="LongestLineBytes"/> and left out.</summary>
    internal int Dropped { get; private set; }

    internal void Append(ReadOnlySpan<byte> bytes)
    {
        while (bytes.IndexOf((byte)'\n') is var end and >= 0)
        {
            Keep(bytes[..end]);
            End();
            bytes = bytes[(end + 1)..];
        }

        Keep(bytes);
    }

    /// <summary>The stream has ended, and with it the last line.</summary>
    internal void End()
    {
        if (_tooLong)
        {
            Dropped++;
        }
        else if (_line.WrittenCount > 0)
        {
            take(_line.WrittenMemory);
        }

        _tooLong = false;
        _line.ResetWrittenCount();
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        _tooLong = _tooLong || _line.WrittenCount + bytes.Length > LongestLineBytes;
        if (!_tooLong)
        {
            _line.Write(bytes);
        }
    }
}
