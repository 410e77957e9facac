using System.Diagnostics;
using Slipway.Integrations.Secrets;

namespace Slipway.Integrations.Processes;

/// <summary>Feeds a process its input and drains both its streams at once, as bytes, into bounded memory and a bounded log.</summary>
/// <remarks>
/// Each stream has a thread of its own: reading a pipe blocks, and fifty agents must neither wait for the thread pool nor starve it.
/// </remarks>
internal sealed class OutputCapture
{
    private const int ChunkBytes = 64 * 1024;

    private readonly Lock _lock = new();
    private readonly TailBuffer _output;
    private readonly TailBuffer _error;
    private readonly TailBuffer _both;
    private readonly CappedLog? _log;
    private readonly Action _heard;
    private readonly Action<ReadOnlySpan<byte>>? _listener;
    private readonly SecretFilter? _outputFilter;
    private readonly SecretFilter? _errorFilter;
    private bool _closed;

    internal OutputCapture(Process process, ProcessRequest request, CappedLog? log, Action heard)
    {
        _output = new TailBuffer(request.TailBytes);
        _error = new TailBuffer(request.TailBytes);
        _both = new TailBuffer(request.LogLimitBytes > 0 ? request.TailBytes : 0);
        _log = log;
        _heard = heard;
        _listener = request.Heard;
        _outputFilter = request.Mask?.Filter();
        _errorFilter = request.Mask?.Filter();
        var output = process.StandardOutput.BaseStream;
        var error = process.StandardError.BaseStream;
        var input = process.StandardInput.BaseStream;
        Drained = Task.WhenAll(
            OnOwnThread(() => Drain(output, OutputStream.Output)),
            OnOwnThread(() => Drain(error, OutputStream.Error)));
        if (request.Input is { Length: > 0 } text)
        {
            _ = OnOwnThread(() => Feed(input, text));
        }
        else
        {
            Close(input);
        }
    }

    /// <summary>Ends when both streams have ended.</summary>
    internal Task Drained { get; }

    internal CapturedTail Output => Take(_output);

    internal CapturedTail Error => Take(_error);

    internal CapturedTail Both => Take(_both);

    /// <summary>Lets go of the pipes, also when somebody still holds their other ends. What comes later is dropped.</summary>
    /// <remarks>
    /// Closing a pipe waits for the read that blocks on it, so each thread closes its own: at the latest when the stranger ends.
    /// </remarks>
    internal void Abandon()
    {
        lock (_lock)
        {
            _closed = true;
            Keep(OutputStream.Output, _outputFilter is null ? [] : _outputFilter.End());
            Keep(OutputStream.Error, _errorFilter is null ? [] : _errorFilter.End());
        }
    }

    private CapturedTail Take(TailBuffer buffer)
    {
        lock (_lock)
        {
            return new CapturedTail(buffer.ToArray(), buffer.Truncated);
        }
    }

    private void Drain(Stream stream, OutputStream kind)
    {
        var buffer = new byte[ChunkBytes];
        var filter = kind == OutputStream.Output ? _outputFilter : _errorFilter;
        try
        {
            int read;
            while ((read = stream.Read(buffer)) > 0)
            {
                _heard();
                var chunk = buffer.AsSpan(0, read);
                lock (_lock)
                {
                    if (_closed)
                    {
                        return;
                    }

                    Keep(kind, filter is null ? chunk : filter.Next(chunk));
                }
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The pipe broke: there is no more to read.
        }
        finally
        {
            Close(stream);
        }
    }

    private void Keep(OutputStream kind, ReadOnlySpan<byte> bytes)
    {
        (kind == OutputStream.Output ? _output : _error).Append(bytes);
        if (kind == OutputStream.Output)
        {
            _listener?.Invoke(bytes);
        }

        _both.Append(bytes);
        _log?.Append(kind, bytes);
    }

    private static void Feed(Stream stream, ReadOnlyMemory<byte> input)
    {
        try
        {
            stream.Write(input.Span);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // A program need not read its input.
        }

        Close(stream);
    }

    private static void Close(Stream stream)
    {
        try
        {
            stream.Dispose();
        }
        catch (IOException)
        {
            // Its reader is gone: closed is closed.
        }
    }

    private static Task OnOwnThread(Action action) =>
        Task.Factory.StartNew(
            action, CancellationToken.None, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default);
}
