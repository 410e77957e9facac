using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Slipway.Cli;

/// <summary>Standard output and standard error, with a say in what happens when they cannot be written to.</summary>
/// <remarks>
/// The console's own stream hides that the reader of a pipe is gone, and throws for everything else. Here, data that is lost ends the
/// command (<see cref="OutputLostException"/>), and words that are lost do not: there is nowhere left to say so.
/// </remarks>
internal sealed class StandardStream : Stream
{
    private const int OutputDescriptor = 1;
    private const int BrokenPipe = 32;
    private const int WindowsBrokenPipe = unchecked((int)0x8007006D);
    private const int WindowsNoData = unchecked((int)0x800700E8);

    private readonly Stream _inner;
    private readonly bool _isData;

    internal StandardStream(Stream inner, bool isData)
    {
        _inner = inner;
        _isData = isData;
    }

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Where data goes.</summary>
    public static TextWriter Output() => WriterOn(new StandardStream(OpenOutput(), isData: true));

    /// <summary>Where words go.</summary>
    public static TextWriter Error() => WriterOn(new StandardStream(Console.OpenStandardError(), isData: false));

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            _inner.Write(buffer);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            if (_isData)
            {
                throw new OutputLostException(exception.HResult is BrokenPipe or WindowsBrokenPipe or WindowsNoData, exception);
            }
        }
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush()
    {
        // Nothing is held back.
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    private static TextWriter WriterOn(Stream stream) => TextWriter.Synchronized(
        new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true });

    /// <summary>A pipe as a file, which tells when its reader is gone. Of a file, only the console's stream moves the position that
    /// programs after this one go on from.</summary>
    private static Stream OpenOutput()
    {
        if (OperatingSystem.IsWindows())
        {
            return Console.OpenStandardOutput();
        }

        try
        {
            var pipe = new FileStream(new SafeFileHandle(OutputDescriptor, ownsHandle: false), FileAccess.Write, bufferSize: 0);
            return pipe.CanSeek ? Console.OpenStandardOutput() : pipe;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return Console.OpenStandardOutput();
        }
    }
}
