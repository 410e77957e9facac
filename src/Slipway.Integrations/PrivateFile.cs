namespace Slipway.Integrations;

/// <summary>Makes files that only this user may read: mode 0600; on Windows the folder's own rights hold.</summary>
internal static class PrivateFile
{
    internal static FileStream Create(string path, FileAccess access, FileShare share, int bufferSize, FileOptions fileOptions)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew, Access = access, Share = share, BufferSize = bufferSize, Options = fileOptions,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
    }
}
