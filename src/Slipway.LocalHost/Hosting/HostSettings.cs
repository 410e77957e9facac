using Microsoft.Extensions.Configuration;

namespace Slipway.LocalHost.Hosting;

/// <summary>The host's own settings: section <c>LocalHost</c> of the configuration.</summary>
/// <param name="DataDirectory">
/// The task hub's folder; null means a folder of the hub's name under the user's local application data.
/// </param>
/// <param name="PortFallback">Whether a busy port is replaced by one of the next twenty. Default false.</param>
/// <param name="AllowedHosts">Names beside loopback that a request's Host header may carry.</param>
/// <param name="AllowedOrigins">Origins beside the host's own that a browser may call from.</param>
internal sealed record HostSettings(
    string? DataDirectory, bool PortFallback, IReadOnlyList<string> AllowedHosts, IReadOnlyList<string> AllowedOrigins)
{
    internal const string Section = "LocalHost";

    /// <summary>How many ports after a busy one are tried.</summary>
    internal const int FallbackPorts = 20;

    public static HostSettings From(IConfiguration configuration)
    {
        var section = configuration.GetSection(Section);
        return new HostSettings(
            section["DataDirectory"] is { Length: > 0 } directory ? directory : null,
            Flag(section, "PortFallback"),
            Items(section.GetSection("AllowedHosts")),
            [.. Items(section.GetSection("AllowedOrigins")).Select(origin => origin.TrimEnd('/'))]);
    }

    /// <summary>The task hub's folder, as an absolute path.</summary>
    /// <exception cref="LocalHostException">There is no place for it.</exception>
    public string ResolveDirectory(string hubName)
    {
        if (DataDirectory is not null)
        {
            return Path.GetFullPath(DataDirectory);
        }

        var data = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return data.Length > 0
            ? Path.Combine(data, hubName)
            : throw new LocalHostException(
                $"There is no folder for local application data (is HOME set?). Set {Section}:DataDirectory to a folder for the task hub.");
    }

    private static bool Flag(IConfigurationSection section, string key)
        => section[key] switch
        {
            null or "" => false,
            var text when bool.TryParse(text, out var value) => value,
            var text => throw new LocalHostException($"{Section}:{key} is '{text}'; it must be true or false."),
        };

    // Either an array, or one text with commas (as it comes from a command line or an environment variable).
    private static IReadOnlyList<string> Items(IConfigurationSection section)
        => section.Value is { Length: > 0 } text
            ? text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            : [.. section.GetChildren().Select(child => child.Value).OfType<string>()];
}
