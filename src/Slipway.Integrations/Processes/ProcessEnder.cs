using System.ComponentModel;
using System.Diagnostics;

namespace Slipway.Integrations.Processes;

/// <summary>Ends processes: asks first, waits a grace, then kills. Each is looked at again before it is signalled, so that an id that
/// meanwhile belongs to another process is left alone.</summary>
/// <param name="finder">Knows our processes.</param>
/// <param name="time">Measures the grace.</param>
internal sealed class ProcessEnder(IProcessFinder finder, TimeProvider time)
{
    /// <summary>Time between SIGTERM and SIGKILL.</summary>
    internal static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan KillPatience = TimeSpan.FromSeconds(5);

    /// <summary>Ends all marked processes that are chosen, and those they start meanwhile.</summary>
    /// <returns>How many were found.</returns>
    internal Task<int> EndAsync(Func<MarkedProcess, bool> chosen, CancellationToken cancellationToken) =>
        EndAsync(() => finder.Find().Where(chosen), cancellationToken);

    /// <summary>Ends all processes that are found, again and again until there are none.</summary>
    /// <returns>How many were found.</returns>
    internal async Task<int> EndAsync(Func<IEnumerable<MarkedProcess>> find, CancellationToken cancellationToken)
    {
        var seen = new HashSet<(int, string)>();
        if (!await SignalUntilGoneAsync(find, Posix.Terminate, Grace, seen, cancellationToken))
        {
            await SignalUntilGoneAsync(find, Posix.Kill, KillPatience, seen, cancellationToken);
        }

        return seen.Count;
    }

    private async Task<bool> SignalUntilGoneAsync(
        Func<IEnumerable<MarkedProcess>> find,
        int signal,
        TimeSpan patience,
        HashSet<(int Id, string Start)> seen,
        CancellationToken cancellationToken)
    {
        var signalled = new HashSet<(int, string)>();
        var started = time.GetTimestamp();
        while (true)
        {
            var alive = find().ToList();
            if (alive.Count == 0)
            {
                return true;
            }

            foreach (var process in alive)
            {
                seen.Add((process.Id, process.Start));
                if (signalled.Add((process.Id, process.Start)))
                {
                    Signal(process, signal);
                }
            }

            if (time.GetElapsedTime(started) >= patience)
            {
                return false;
            }

            await Task.Delay(Poll, time, cancellationToken);
        }
    }

    private void Signal(MarkedProcess process, int signal)
    {
        if (finder.StartOf(process.Id) != process.Start)
        {
            return;
        }

        if (OperatingSystem.IsWindows() || (signal == Posix.Kill && !OperatingSystem.IsLinux()))
        {
            KillTree(process.Id);
        }
        else
        {
            Posix.Signal(process.Id, signal);
        }
    }

    private static void KillTree(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            process.Kill(entireProcessTree: true);
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or Win32Exception)
        {
            // It ended by itself meanwhile.
        }
    }
}
