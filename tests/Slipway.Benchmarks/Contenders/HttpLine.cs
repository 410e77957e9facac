using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Slipway.Benchmarks.Contenders;

/// <summary>A connection over which one request after the other goes, and as little else as HTTP/1.1 allows.</summary>
/// <remarks>
/// The load generator shares the machine with what it loads: what it takes, the contender has not. So it blocks its thread, and knows no
/// answers but those with a length.
/// </remarks>
internal sealed class HttpLine : IDisposable
{
    private const int BufferBytes = 16 * 1024;
    private const int StatusOffset = 9; // behind "HTTP/1.1 "
    private const int PatienceMilliseconds = 60_000;

    private readonly Uri _url;
    private readonly byte[] _buffer = new byte[BufferBytes];
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp)
    {
        NoDelay = true,
        ReceiveTimeout = PatienceMilliseconds,
    };

    public HttpLine(Uri url)
    {
        _url = url;
        _socket.Connect(url.Host, url.Port);
    }

    /// <summary>Sends a request and waits for its answer; the body is valid until the next one.</summary>
    public (int Status, ArraySegment<byte> Body) Send(string method, string path, ReadOnlySpan<byte> body)
    {
        var written = Encoding.ASCII.GetBytes(
            $"{method} {path} HTTP/1.1\r\nHost: {_url.Authority}\r\n"
            + $"Content-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n",
            _buffer);
        body.CopyTo(_buffer.AsSpan(written));
        _socket.Send(_buffer.AsSpan(0, written + body.Length));

        var received = Receive(0);
        int head;
        while ((head = _buffer.AsSpan(0, received).IndexOf("\r\n\r\n"u8)) < 0)
        {
            received += Receive(received);
        }

        var bodyStart = head + "\r\n\r\n"u8.Length;
        var length = Length(Encoding.ASCII.GetString(_buffer, 0, head));
        while (received < bodyStart + length)
        {
            received += Receive(received);
        }

        var status = int.Parse(_buffer.AsSpan(StatusOffset, 3), NumberStyles.None, CultureInfo.InvariantCulture);
        return (status, new ArraySegment<byte>(_buffer, bodyStart, length));
    }

    public void Dispose() => _socket.Dispose();

    private static int Length(string head)
    {
        const string name = "\r\ncontent-length:";
        var start = head.IndexOf(name, StringComparison.OrdinalIgnoreCase);
        if (start < 0)
        {
            throw new BenchmarkException($"An answer has no length: {head}");
        }

        var value = head.AsSpan(start + name.Length);
        var end = value.IndexOf('\r');
        return int.Parse(end < 0 ? value : value[..end], NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture);
    }

    private int Receive(int offset)
    {
        var count = offset < _buffer.Length ? _socket.Receive(_buffer.AsSpan(offset)) : 0;
        return count > 0
            ? count
            : throw new BenchmarkException($"{_url} closed the connection, or sent more than {BufferBytes} bytes.");
    }
}
