using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Slipway.Integrations.Processes;

/// <summary>The few calls of the C library that .NET has no name for.</summary>
internal static class Posix
{
    internal const int Terminate = 15;
    internal const int Kill = 9;

    /// <summary>Sends a signal to a process, or with a negative id to a process group. Nothing to signal is not an error.</summary>
    internal static bool Signal(int processId, int signal) => !OperatingSystem.IsWindows() && NativeKill(processId, signal) == 0;

    /// <summary>Makes a rename inside a directory survive a power cut. Where the system cannot, the rename is only ordered.</summary>
    internal static void SyncDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var descriptor = NativeOpen(path, 0);
        if (descriptor < 0)
        {
            return;
        }

        _ = NativeSync(descriptor);
        _ = NativeClose(descriptor);
    }

    /// <summary>Whether an existing file is an ordinary one. What else there is, such as a pipe, may hold its reader for ever.</summary>
    internal static bool IsOrdinaryFile(string path)
    {
        // Nothing else has a length; what has none is looked at without waiting for anybody who writes.
        if (OperatingSystem.IsWindows() || new FileInfo(path).Length > 0)
        {
            return true;
        }

        var descriptor = NativeOpen(path, OperatingSystem.IsLinux() ? 0x800 : 0x4);
        if (descriptor < 0)
        {
            return false;
        }

        using var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        using var stream = new FileStream(handle, FileAccess.Read, bufferSize: 0);
        return stream.CanSeek;
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NativeKill(int processId, int signal);

    [DllImport("libc", EntryPoint = "open", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NativeOpen([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NativeSync(int descriptor);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NativeClose(int descriptor);
}
