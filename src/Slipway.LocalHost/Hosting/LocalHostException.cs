namespace Slipway.LocalHost.Hosting;

/// <summary>
/// The host cannot start, or cannot do what was asked. The message is written for users: what is wrong and what would be right.
/// </summary>
public sealed class LocalHostException : Exception
{
    internal LocalHostException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
