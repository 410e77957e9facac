using System.Globalization;

namespace Slipway.LocalHost.Storage;

/// <summary>
/// Holds a task hub's folder for this process, by an operating-system lock on <c>taskhub.lock</c> that ends with the process.
/// </summary>
/// <remarks>
/// The lock file itself cannot be read while it is locked, so the owner's process id is beside it in <c>taskhub.pid</c>. That file
/// only serves the message: a stale one means nothing.
/// </remarks>
internal sealed class TaskHubLock : IDisposable
{
    private const int LinuxWouldBlock = 11;
    private const int MacWouldBlock = 35;
    private const int WindowsSharingViolation = unchecked((int)0x80070020);

    private readonly FileStream _file;

    private TaskHubLock(FileStream file) => _file = file;

    public static TaskHubLock Acquire(string directory)
    {
        var pidPath = Path.Combine(directory, "taskhub.pid");
        FileStream file;
        try
        {
            file = new FileStream(Path.Combine(directory, "taskhub.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception) when (IsHeldByAnother(exception))
        {
            throw new TaskHubLockedException(directory, ReadOwner(pidPath), exception);
        }

        File.WriteAllText(pidPath, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        return new TaskHubLock(file);
    }

    public void Dispose() => _file.Dispose();

    // Any other error, such as that of a read-only file system or a full disk, is no sign of another process.
    private static bool IsHeldByAnother(IOException exception) =>
        exception.HResult is LinuxWouldBlock or MacWouldBlock or WindowsSharingViolation;

    private static int? ReadOwner(string pidPath)
    {
        try
        {
            return int.TryParse(File.ReadAllText(pidPath), CultureInfo.InvariantCulture, out var id) ? id : null;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
