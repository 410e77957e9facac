using Slipway.Cli.Hosting;

namespace Slipway.Cli;

/// <summary>What commands take from outside, so that tests can give them something else.</summary>
internal sealed record CliEnvironment
{
    /// <summary>Where data goes.</summary>
    public required TextWriter Output { get; init; }

    /// <summary>Where words go.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>The clock that polling and shown times follow.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Reads an environment variable; null when it is not set.</summary>
    public required Func<string, string?> Variable { get; init; }

    /// <summary>Starts hosts in this process.</summary>
    public required IHostLauncher Launcher { get; init; }

    /// <summary>Opens standard input. Default: there is nothing.</summary>
    public Func<TextReader> Input { get; init; } = () => TextReader.Null;

    /// <summary>Whether <see cref="Output"/> is a terminal that can redraw itself.</summary>
    public required bool IsInteractive { get; init; }

    /// <summary>The current directory, against which relative paths are resolved.</summary>
    public required string CurrentDirectory { get; init; }

    /// <summary>What to type for this program; hints begin with it.</summary>
    public required string Program { get; init; }

    /// <summary>The user of this machine.</summary>
    public required string Actor { get; init; }

    /// <summary>The access token by which a host knows who asks: <c>SLIPWAY_TOKEN</c>, and never a command line's, which others can read.
    /// Null when it is not set.</summary>
    internal string? Token => Variable("SLIPWAY_TOKEN") is { } token && !string.IsNullOrWhiteSpace(token) ? token.Trim() : null;

    /// <summary>Who requests say that asks, kept in histories beside what was asked. Null with a token: that says it.</summary>
    internal string? ClaimedActor => Token is null ? Actor : null;

    /// <summary>The real process: console, system clock, environment, embedded host.</summary>
    public static CliEnvironment FromProcess() => new()
    {
        // The picture is drawn only on what is known as the terminal's own writer.
        Output = Console.IsOutputRedirected ? StandardStream.Output() : Console.Out,
        Error = StandardStream.Error(),
        Input = () => new StreamReader(Console.OpenStandardInput()),
        Time = TimeProvider.System,
        Variable = Environment.GetEnvironmentVariable,
        Launcher = new EmbeddedHostLauncher(),
        IsInteractive = !Console.IsOutputRedirected && IsUnset("NO_COLOR") && IsUnset("CI")
            && Environment.GetEnvironmentVariable("TERM") != "dumb",
        CurrentDirectory = Environment.CurrentDirectory,
        Program = ProgramName.Find(),
        Actor = Environment.UserName,
    };

    private static bool IsUnset(string variable) => string.IsNullOrEmpty(Environment.GetEnvironmentVariable(variable));
}
