using System.Diagnostics;

namespace Slipway.LocalHost.Tests.Storage;

/// <summary>A file system of a few megabytes in memory over a folder. Takes root, or a <c>sudo</c> that asks nothing.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly string _folder;

    private SmallDisk(string folder)
    {
        _folder = folder;
    }

    /// <summary>Whether this machine lets tests mount.</summary>
    public static bool IsPossible { get; } = OperatingSystem.IsLinux() && TryOnce();

    public static SmallDisk Mount(string folder, string size)
    {
        Assert.True(Run("mount", "-t", "tmpfs", "-o", $"size={size},mode=0777", "tmpfs", folder));
        return new SmallDisk(folder);
    }

    public void Dispose() => Run("umount", "--lazy", _folder);

    private static bool TryOnce()
    {
        var folder = Directory.CreateTempSubdirectory("slipway-disk-").FullName;
        try
        {
            return Run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder) && Run("umount", folder);
        }
        finally
        {
            Directory.Delete(folder);
        }
    }

    private static bool Run(string command, params string[] arguments)
    {
        var start = Environment.IsPrivilegedProcess
            ? new ProcessStartInfo(command, arguments)
            : new ProcessStartInfo("sudo", ["-n", command, .. arguments]);
        start.RedirectStandardError = true;
        try
        {
            using var process = Process.Start(start)!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // There is no such command.
            return false;
        }
    }
}

/// <summary>A test on a disk that is really full.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SmallDiskFactAttribute : FactAttribute
{
    public SmallDiskFactAttribute()
    {
        if (!SmallDisk.IsPossible)
        {
            Skip = "Mounts a file system in memory, which takes root on Linux.";
        }
    }
}
