namespace Slipway.Core.Tests.Conventions;

/// <summary>The working copy these tests were built from, as files.</summary>
internal static class Repository
{
    // What builds, tools and test runs leave; .gitignore names them too.
    private static readonly HashSet<string> Made = new(
        ["bin", "obj", "TestResults", "artifacts", "node_modules", ".git", ".vs", ".idea", ".vscode"], StringComparer.Ordinal);

    public static string Root { get; } = FindRoot();

    /// <summary>Names at the top level that people put there.</summary>
    public static IEnumerable<string> TopLevelNames() => Directory.EnumerateFileSystemEntries(Root)
        .Select(path => Path.GetFileName(path))
        .Where(name => !Made.Contains(name) && name != "local.settings.json" && !name.EndsWith(".user", StringComparison.Ordinal));

    /// <summary>Paths relative to the root, with slashes, of the files below a folder that match a pattern.</summary>
    public static IEnumerable<string> Files(string folder, string pattern)
    {
        var path = Path.Combine(Root, folder);
        return Directory.Exists(path) ? Below(path, pattern).Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/')) : [];
    }

    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    private static IEnumerable<string> Below(string folder, string pattern) => Directory.EnumerateFiles(folder, pattern).Concat(
        Directory.EnumerateDirectories(folder).Where(child => !Made.Contains(Path.GetFileName(child)))
            .SelectMany(child => Below(child, pattern)));

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Functions.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} holds Functions.sln.");
    }
}
