namespace Slipway.Cli.Demo;

/// <summary>
/// The folder of one demo: <c>repository/</c>, <c>remote.git/</c>, <c>offline-agent/</c>, <c>data/</c> (the host's, so that the user's
/// own is untouched) and a marker file, by which the next demo knows a temporary folder that it may clear away.
/// </summary>
internal sealed record DemoDirectory(string Path)
{
    private const string Prefix = "slipway-demo-";
    private const string MarkerName = ".slipway-demo";
    private const int MaxCleared = 20;

    /// <summary>A demo that has no host yet is being made; one that has had a host for so long has been killed.</summary>
    private static readonly TimeSpan BeingMade = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Abandoned = TimeSpan.FromDays(1);

    /// <summary>Whether a later demo clears it away.</summary>
    public bool IsCleared => File.Exists(System.IO.Path.Combine(Path, MarkerName));

    /// <summary>Where the repository goes.</summary>
    public string RepositoryPath => System.IO.Path.Combine(Path, "repository");

    /// <summary>Where its bare remote goes.</summary>
    public string RemotePath => System.IO.Path.Combine(Path, "remote.git");

    /// <summary>Where the demo's own copy of the agent goes.</summary>
    public string AgentFolder => new SampleFiles(Path).AgentFolder;

    /// <summary>Where the host keeps its data.</summary>
    public string DataPath => System.IO.Path.Combine(Path, "data");

    /// <summary>Takes a folder that the user named.</summary>
    /// <exception cref="CliException">It is no folder, cannot be made, or is not empty.</exception>
    public static DemoDirectory Open(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
            return Directory.EnumerateFileSystemEntries(path).Any()
                ? throw CliException.BadInput($"{path} is not empty; --directory takes a new or empty folder")
                : new DemoDirectory(path);
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException)
        {
            throw CliException.BadInput($"cannot make the folder {path}: {unusable.Message}");
        }
    }

    /// <summary>Makes a temporary one, and clears away those that earlier demos left and nobody asked to keep.</summary>
    /// <param name="parent">The folder for temporary folders.</param>
    /// <param name="keep">Whether later demos leave this one alone.</param>
    /// <param name="now">The moment, by which a demo that is being made is told from one that is over.</param>
    public static DemoDirectory CreateTemporary(string parent, bool keep, DateTimeOffset now)
    {
        ClearEarlier(parent, now);
        var path = System.IO.Path.Combine(parent, Prefix + Guid.NewGuid().ToString("N")[..8]);
        var made = OperatingSystem.IsWindows()
            ? Directory.CreateDirectory(path)
            : Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        if (!keep)
        {
            File.WriteAllText(System.IO.Path.Combine(made.FullName, MarkerName), "A later `slipway demo` deletes this folder.\n");
        }

        return new DemoDirectory(made.FullName);
    }

    private static void ClearEarlier(string parent, DateTimeOffset now)
    {
        foreach (var folder in Directory.EnumerateDirectories(parent, Prefix + "*").Take(MaxCleared))
        {
            var demo = new DemoDirectory(folder);
            var hasHost = new Connection.DataDirectory(demo.DataPath).ReadUrl() is not null;
            var age = now - new DateTimeOffset(Directory.GetLastWriteTimeUtc(folder));
            if (demo.IsCleared && age > (hasHost ? Abandoned : BeingMade))
            {
                Delete(folder);
            }
        }
    }

    private static void Delete(string folder)
    {
        try
        {
            // Git marks its objects read-only, which Windows takes as a reason not to delete them.
            foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            {
                File.SetAttributes(file, FileAttributes.Normal);
            }

            Directory.Delete(folder, recursive: true);
        }
        catch (Exception busy) when (busy is IOException or UnauthorizedAccessException)
        {
            // Another user's, or in use: a temporary folder that stays is no reason to fail.
        }
    }
}
