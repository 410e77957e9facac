namespace Slipway.Integrations.Processes;

/// <summary>Finds programs as a shell would, before they are started, so that a missing one can be named.</summary>
internal static class Programs
{
    /// <summary>Finds a program's file.</summary>
    /// <param name="program">A name to look up in <c>PATH</c>, or a path (relative ones start at <paramref
    /// name="workingDirectory"/>).</param>
    /// <param name="workingDirectory">Where the program will run.</param>
    /// <param name="path">The value of <c>PATH</c> it will see.</param>
    /// <returns>The file, or <see langword="null"/> when there is none that can be executed.</returns>
    internal static string? Find(string program, string workingDirectory, string? path)
    {
        if (program.Contains('/', StringComparison.Ordinal)
            || (OperatingSystem.IsWindows() && program.Contains('\\', StringComparison.Ordinal)))
        {
            return Executable(Path.GetFullPath(program, workingDirectory));
        }

        return (path ?? string.Empty)
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(Path.IsPathRooted)
            .Select(directory => Executable(Path.Combine(directory, program)))
            .FirstOrDefault(found => found is not null);
    }

    /// <summary>The sentence for a program that is not there.</summary>
    internal static string NotFoundMessage(string program) => program.StartsWith('.')
        ? $"The program '{program}' was not found in the directory it is to run in, the workflow's own worktree. Give its full path."
        : $"The program '{program}' was not found. Install it so that it is in PATH, or give its full path.";

    private static string? Executable(string file)
    {
        if (OperatingSystem.IsWindows())
        {
            var extensions = Environment.GetEnvironmentVariable("PATHEXT")?.Split(';') ?? [".EXE", ".CMD", ".BAT"];
            return extensions.Prepend(string.Empty).Select(extension => file + extension)
                .FirstOrDefault(candidate => Path.HasExtension(candidate) && File.Exists(candidate));
        }

        const UnixFileMode AnyExecute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        return File.Exists(file) && (File.GetUnixFileMode(file) & AnyExecute) != UnixFileMode.None ? file : null;
    }
}
