using System.Text;

namespace Slipway.Integrations.Processes;

/// <summary>Both output streams of a process in the order they came, in a temporary file of bounded size.</summary>
/// <remarks>
/// The file holds the beginning, memory holds the last <see cref="TailBytes"/>; what lies between is counted and dropped. A line
/// <c>--- stdout ---</c> or <c>--- stderr ---</c> marks where the stream changes. A full disk ends the file, never the process:
/// the log then says so. Thread-safe.
/// </remarks>
internal sealed class CappedLog : IDisposable
{
    internal const int TailBytes = 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly string _path;
    private readonly long _headLimit;
    private readonly TailBuffer _tail;
    private readonly FileStream _file;
    private OutputStream? _last;
    private bool _atLineStart = true;
    private string? _failure;
    private bool _finished;

    /// <summary>Opens an empty log.</summary>
    /// <param name="directory">Where the temporary file goes; made when missing.</param>
    /// <param name="limitBytes">Longest log, about; at least 2 KiB.</param>
    internal CappedLog(string directory, long limitBytes)
    {
        Directory.CreateDirectory(directory);
        _path = Path.Combine(directory, Path.GetRandomFileName() + ".log");
        var tail = (int)Math.Min(TailBytes, limitBytes / 2);
        _headLimit = limitBytes - tail;
        _tail = new TailBuffer(tail);
        _file = PrivateFile.Create(_path, FileAccess.ReadWrite, FileShare.Read, bufferSize: 16 * 1024, FileOptions.DeleteOnClose);
    }

    internal void Append(OutputStream stream, ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            if (_finished || bytes.IsEmpty)
            {
                return;
            }

            if (stream != _last)
            {
                var marker = stream == OutputStream.Output ? "--- stdout ---\n"u8 : "--- stderr ---\n"u8;
                Write(_atLineStart ? marker : [(byte)'\n', .. marker]);
                _last = stream;
            }

            Write(bytes);
            _atLineStart = bytes[^1] == (byte)'\n';
        }
    }

    /// <summary>Ends the log and reads it from its beginning. What comes later is dropped. The stream is this object's.</summary>
    internal Stream Finish()
    {
        lock (_lock)
        {
            _finished = true;
            var leftOut = _tail.TotalBytes - _tail.ToArray().Length;
            if (leftOut > 0)
            {
                TryWrite(Encoding.UTF8.GetBytes($"\n--- {leftOut} bytes left out here: the log is limited ---\n"));
            }

            TryWrite(_tail.ToArray());
            if (_failure is not null)
            {
                TryWrite(Encoding.UTF8.GetBytes($"\n--- the log ends here: {_failure} ---\n"));
            }

            _file.Position = 0;
            return _file;
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _finished = true;
            try
            {
                _file.Dispose();
            }
            catch (IOException)
            {
                // What could not be flushed to a full disk is deleted with the file anyway.
            }
        }
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        var room = (int)Math.Clamp(_headLimit - _file.Position, 0, bytes.Length);
        if (_tail.TotalBytes == 0 && room > 0)
        {
            TryWrite(bytes[..room]);
            bytes = bytes[room..];
        }

        if (!bytes.IsEmpty)
        {
            _tail.Append(bytes);
        }
    }

    private void TryWrite(ReadOnlySpan<byte> bytes)
    {
        try
        {
            _file.Write(bytes);
        }
        catch (IOException exception)
        {
            _failure ??= exception.Message;
        }
    }
}
