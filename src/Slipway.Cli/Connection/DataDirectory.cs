namespace Slipway.Cli.Connection;

/// <summary>
/// The folder a host keeps everything in. Two files in it are for clients: <c>endpoint.json</c> (<c>{"url","pid"}</c>, there while the
/// host runs) and <c>keys.json</c> (<c>{"master","function","system"}</c>).
/// </summary>
internal sealed record DataDirectory(string Path)
{
    /// <summary>A file larger than this is none of ours.</summary>
    private const int MaxFileBytes = 64 * 1024;

    /// <summary>The one stated, else <c>SLIPWAY_HOME</c>, else <c>Slipway</c> in the local application data folder.</summary>
    /// <param name="environment">Where variables and the current directory come from.</param>
    /// <param name="stated"><c>--data</c>; null when it was not given.</param>
    /// <exception cref="CliException">A blank one is stated, or none is and this machine has no such folder.</exception>
    public static DataDirectory Find(CliEnvironment environment, string? stated)
    {
        if (stated is not null && string.IsNullOrWhiteSpace(stated))
        {
            // A variable in a script that was never set: another directory than the one meant would be worse than none.
            throw CliException.BadInput("--data is empty; give the host's data directory, or leave --data out");
        }

        var home = stated ?? environment.Variable("SLIPWAY_HOME");
        if (!string.IsNullOrWhiteSpace(home))
        {
            return new DataDirectory(System.IO.Path.GetFullPath(home, environment.CurrentDirectory));
        }

        var local = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return local.Length > 0
            ? new DataDirectory(System.IO.Path.Combine(local, "Slipway"))
            : throw CliException.BadInput(
                "this user has no local application data folder; say with --data (or SLIPWAY_HOME) where Slipway's data is to be");
    }

    /// <summary>Where the running host listens; null when none has said so, or the file cannot be read.</summary>
    public Uri? ReadUrl() =>
        ReadProperty("endpoint.json", "url") is { } text
            && Uri.TryCreate(text, UriKind.Absolute, out var url) && HostAddress.IsHttp(url)
            ? url
            : null;

    /// <summary>The key that opens the host's functions; null when there is none yet, or the file cannot be read.</summary>
    public string? ReadFunctionKey() => ReadProperty("keys.json", "function");

    /// <summary>The key that opens the host's durable management interface; null when there is none yet, or it cannot be read.</summary>
    public string? ReadSystemKey() => ReadProperty("keys.json", "system");

    private string? ReadProperty(string fileName, string property)
    {
        try
        {
            var file = new FileInfo(System.IO.Path.Combine(Path, fileName));
            if (!file.Exists || file.Length > MaxFileBytes)
            {
                return null;
            }

            using var json = System.Text.Json.JsonDocument.Parse(File.ReadAllText(file.FullName));
            return json.RootElement.ValueKind == System.Text.Json.JsonValueKind.Object
                && json.RootElement.TryGetProperty(property, out var value)
                && value.ValueKind == System.Text.Json.JsonValueKind.String
                ? value.GetString()
                : null;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or System.Text.Json.JsonException)
        {
            return null;
        }
    }
}
