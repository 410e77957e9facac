using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Slipway.Benchmarks.Processes;

/// <summary>What the framework has no call for.</summary>
internal static class NativeMethods
{
    public const int Interrupt = 2;
    public const int Continue = 18;
    public const int Stop = 19;

    /// <summary>Sends a signal to a process; 0 means that it was sent.</summary>
    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static extern int Kill(int processId, int signal);

    /// <summary>Waits until a file's data is on disk; 0 means that it is.</summary>
    [DllImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static extern int SyncData(SafeFileHandle file);
}
