using System.Text.Json;

namespace Slipway.LocalHost.Hosting;

/// <summary>Writes small files that only this user may read (mode 0600; on Windows the folder's own rights hold).</summary>
internal static class HostFiles
{
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerFolder = OwnerFile | UnixFileMode.UserExecute;

    /// <summary>Makes a folder that only this user may enter; one that exists stays as it is.</summary>
    public static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, OwnerFolder);
        }
    }

    /// <summary>Writes a file whole: a reader sees the old one or the new one, never a part.</summary>
    public static void WriteJson<T>(string path, T value)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerFile;
        }

        var part = $"{path}.{Environment.ProcessId}.tmp";
        using (var stream = new FileStream(part, options))
        {
            JsonSerializer.Serialize(stream, value);
            stream.Flush(flushToDisk: true);
        }

        File.Move(part, path, overwrite: true);
    }
}
