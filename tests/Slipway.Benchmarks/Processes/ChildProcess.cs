using System.ComponentModel;
using System.Diagnostics;
using System.Threading.Channels;

namespace Slipway.Benchmarks.Processes;

/// <summary>
/// A process of the benchmark. Lines on its stdout that start with <c>"@ "</c> are replies; everything else it prints is kept, the last of
/// it, to be shown when it fails. It is killed when it is disposed.
/// </summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private const string ReplyMark = "@ ";
    private const int KeptLines = 40;

    private readonly Process _process;
    private readonly string _name;
    private readonly Queue<string> _tail = new();
    private readonly Channel<string> _replies = Channel.CreateUnbounded<string>();
    private readonly Task _reading;

    private ChildProcess(Process process, string name)
    {
        _process = process;
        _name = name;
        _reading = ReadAsync();
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>The last lines it printed.</summary>
    public string Tail
    {
        get
        {
            lock (_tail)
            {
                return string.Join('\n', _tail);
            }
        }
    }

    /// <summary>Starts a program.</summary>
    /// <param name="command">The program, then its arguments.</param>
    /// <param name="folder">The working directory.</param>
    /// <param name="environment">Variables beside those of this process.</param>
    /// <exception cref="BenchmarkException">There is no such program.</exception>
    public static ChildProcess Start(
        IReadOnlyList<string> command, string folder, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            start.Environment[name] = value;
        }

        try
        {
            return new ChildProcess(Process.Start(start)!, Path.GetFileName(command[0]));
        }
        catch (Win32Exception exception)
        {
            throw new BenchmarkException($"'{command[0]}' cannot be started: {exception.Message}", exception);
        }
    }

    /// <summary>Runs a program to its end and gives what it printed.</summary>
    /// <exception cref="BenchmarkException">It failed, or there is no such program.</exception>
    public static async Task<string> OutputAsync(IReadOnlyList<string> command, string folder, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using var process = Process.Start(start)!;
            var error = process.StandardError.ReadToEndAsync(cancellationToken);
            var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode == 0
                ? output
                : throw new BenchmarkException($"'{string.Join(' ', command)}' failed with {process.ExitCode}:\n{await error}");
        }
        catch (Win32Exception exception)
        {
            throw new BenchmarkException($"'{command[0]}' cannot be started: {exception.Message}", exception);
        }
    }

    /// <summary>Writes a line to its stdin.</summary>
    public async Task WriteLineAsync(string line, CancellationToken cancellationToken)
    {
        await _process.StandardInput.WriteLineAsync(line.AsMemory(), cancellationToken);
        await _process.StandardInput.FlushAsync(cancellationToken);
    }

    /// <summary>Its next reply.</summary>
    /// <exception cref="BenchmarkException">It ended instead.</exception>
    public async Task<string> ReadReplyAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _replies.Reader.ReadAsync(cancellationToken);
        }
        catch (ChannelClosedException exception)
        {
            await _process.WaitForExitAsync(cancellationToken);
            throw new BenchmarkException($"{_name} ended with {_process.ExitCode}:\n{Tail}", exception);
        }
    }

    /// <summary>The processor time it has used so far.</summary>
    public TimeSpan ProcessorTime()
    {
        _process.Refresh();
        return _process.TotalProcessorTime;
    }

    /// <summary>The memory it holds (resident set size), in bytes.</summary>
    public long ResidentBytes()
    {
        _process.Refresh();
        return _process.WorkingSet64;
    }

    /// <summary>Ends it at once, as kill -9 does, and waits until it is gone.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Sends it a POSIX signal and waits until it has ended.</summary>
    public async Task StopAsync(int signal, CancellationToken cancellationToken)
    {
        if (!_process.HasExited)
        {
            _ = NativeMethods.Kill(_process.Id, signal);
        }

        await _process.WaitForExitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        await _reading;
        _process.Dispose();
    }

    private async Task ReadAsync()
    {
        try
        {
            await Task.WhenAll(ReadAsync(_process.StandardOutput), ReadAsync(_process.StandardError));
        }
        finally
        {
            _replies.Writer.TryComplete();
        }
    }

    private async Task ReadAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            if (line.StartsWith(ReplyMark, StringComparison.Ordinal))
            {
                _replies.Writer.TryWrite(line[ReplyMark.Length..]);
            }
            else
            {
                Keep(line);
            }
        }
    }

    private void Keep(string line)
    {
        lock (_tail)
        {
            _tail.Enqueue(line);
            if (_tail.Count > KeptLines)
            {
                _tail.Dequeue();
            }
        }
    }
}
