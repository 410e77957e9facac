namespace Slipway.Cli;

/// <summary>Ends a command with words for the user and an exit code.</summary>
/// <param name="exitCode">One of <see cref="ExitCode"/>.</param>
/// <param name="message">What is wrong and what would be right. Never holds a key.</param>
/// <param name="inner">What it came from, if anything.</param>
internal sealed class CliException(int exitCode, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>One of <see cref="Cli.ExitCode"/>.</summary>
    public int ExitCode { get; } = exitCode;

    /// <summary>The command line or an input is not right.</summary>
    public static CliException BadInput(string message) => new(Cli.ExitCode.BadInput, message);

    /// <summary>The host cannot be reached, started, or used with this key.</summary>
    public static CliException HostUnavailable(string message, Exception? inner = null) =>
        new(Cli.ExitCode.HostUnavailable, message, inner);
}
