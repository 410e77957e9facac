namespace Slipway.Cli;

/// <summary>What to type to run this program again: its name when it is on the path, else where it is.</summary>
internal static class ProgramName
{
    /// <summary>The name the documentation uses.</summary>
    public const string Short = "slipway";

    /// <summary>Finds it.</summary>
    public static string Find()
    {
        var process = Environment.ProcessPath;
        if (process is null || Path.GetFileNameWithoutExtension(process) != Short)
        {
            var library = Path.Combine(AppContext.BaseDirectory, Short + ".dll");
            return File.Exists(library) ? $"dotnet {Quote(Shorten(library))}" : Short;
        }

        return OnPath(Path.GetFileName(process)) == process ? Short : Quote(Shorten(process));
    }

    /// <summary>Where the path has a program; null when it has none of that name.</summary>
    public static string? OnPath(string fileName) =>
        (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(directory => Path.Combine(directory, fileName))
            .FirstOrDefault(File.Exists);

    /// <summary>The text as one word of a command line.</summary>
    public static string Quote(string word) => word.Contains(' ', StringComparison.Ordinal) ? $"\"{word}\"" : word;

    private static string Shorten(string path)
    {
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, path);
        var isBelow = !relative.StartsWith("..", StringComparison.Ordinal) && !Path.IsPathRooted(relative);
        return isBelow && relative.Contains(Path.DirectorySeparatorChar) ? relative : path;
    }
}
