namespace Slipway.Integrations;

/// <summary>Deletes directories, also those with read-only directories in them, as package caches like to be.</summary>
internal static class FolderRemoval
{
    /// <summary>Deletes a directory; one that is not there is no error.</summary>
    internal static void Delete(string directory)
    {
        if (!Directory.Exists(directory))
        {
            return;
        }

        try
        {
            Directory.Delete(directory, recursive: true);
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException)
        {
            MakeWritable(directory);
            Directory.Delete(directory, recursive: true);
        }
    }

    /// <summary>Deletes a directory as far as that can be done: what is left is looked at again when the next host starts.</summary>
    internal static void TryDelete(string directory)
    {
        try
        {
            Delete(directory);
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException)
        {
            // Something in it is still being written, or belongs to somebody else.
        }
    }

    private static void MakeWritable(string directory)
    {
        var everything = new EnumerationOptions { RecurseSubdirectories = false, AttributesToSkip = FileAttributes.None };
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        foreach (var entry in new DirectoryInfo(directory).EnumerateFileSystemInfos("*", everything))
        {
            if (entry is DirectoryInfo { LinkTarget: null })
            {
                MakeWritable(entry.FullName);
            }
            else if (OperatingSystem.IsWindows())
            {
                entry.Attributes &= ~FileAttributes.ReadOnly;
            }
        }
    }
}
