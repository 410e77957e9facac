using System.CommandLine;

namespace Slipway.Cli.Commands;

/// <summary>Options that every verb takes.</summary>
internal static class GlobalOptions
{
    /// <summary>The host to talk to.</summary>
    public static Option<string?> Url { get; } = new("--url")
    {
        Description = "The host's address. Default: SLIPWAY_URL, else the host of the data directory (SLIPWAY_HOME).",
        HelpName = "URL",
        Recursive = true,
    };

    /// <summary>The key the host asks for.</summary>
    public static Option<string?> Key { get; } = new("--key")
    {
        Description = "The host's function key. Default: SLIPWAY_KEY, else keys.json of the data directory.",
        HelpName = "KEY",
        Recursive = true,
    };

    /// <summary>The folder of the host's data.</summary>
    public static Option<string?> Data { get; } = new("--data")
    {
        Description = "The host's data directory. Default: SLIPWAY_HOME, else Slipway in the local application data folder.",
        HelpName = "DIR",
        Recursive = true,
    };
}
