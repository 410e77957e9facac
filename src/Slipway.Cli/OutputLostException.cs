namespace Slipway.Cli;

/// <summary>Data cannot be written: nobody reads it any more, or there is no room for it. No <see cref="IOException"/>, so that nobody
/// who handles those takes it for one of his own.</summary>
/// <param name="readerGone">Whether the reader of a pipe has closed it, as <c>head</c> does when it has seen enough.</param>
/// <param name="cause">The system's words.</param>
internal sealed class OutputLostException(bool readerGone, Exception cause)
    : Exception($"cannot write to standard output: {cause.Message.TrimEnd('.')}", cause)
{
    /// <summary>Whether it is no failure, only the end.</summary>
    public bool ReaderGone { get; } = readerGone;
}
