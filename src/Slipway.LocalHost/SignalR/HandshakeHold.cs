using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;

namespace Slipway.LocalHost.SignalR;

/// <summary>
/// Keeps the first thing that is sent on a connection, the answer to the handshake, until the second is sent. A connection that is refused
/// ends, and with its end the answer goes out too.
/// </summary>
internal static class HandshakeHold
{
    /// <summary>Stands before the hub in a connection's pipeline.</summary>
    public static ConnectionDelegate Use(ConnectionDelegate next)
        => connection =>
        {
            connection.Transport = new Transport(connection.Transport.Input, new Output(connection.Transport.Output));
            return next(connection);
        };

    private sealed record Transport(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    private sealed class Output(PipeWriter inner) : PipeWriter
    {
        private bool _held;

        public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;

        public override long UnflushedBytes => inner.UnflushedBytes;

        public override void Advance(int bytes) => inner.Advance(bytes);

        public override Memory<byte> GetMemory(int sizeHint = 0) => inner.GetMemory(sizeHint);

        public override Span<byte> GetSpan(int sizeHint = 0) => inner.GetSpan(sizeHint);

        public override void CancelPendingFlush() => inner.CancelPendingFlush();

        public override void Complete(Exception? exception = null) => inner.Complete(exception);

        public override ValueTask CompleteAsync(Exception? exception = null) => inner.CompleteAsync(exception);

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
        {
            if (_held)
            {
                return inner.FlushAsync(cancellationToken);
            }

            _held = true;
            return ValueTask.FromResult(new FlushResult(isCanceled: false, isCompleted: false));
        }
    }
}
