using System.ComponentModel;
using System.Diagnostics;
using Slipway.Core;
using Slipway.Integrations.Artifacts;

namespace Slipway.Integrations.Processes;

/// <summary>Runs a child process to its end or its limits. How it ended is a value; nothing a child does is an exception.</summary>
/// <remarks>
/// On Linux the child leads a session of its own (<c>setsid</c>), and a mark in its environment is inherited by whatever it starts: after a
/// limit, all of it is asked to end (SIGTERM), and killed 5 s later. Elsewhere the process tree is killed. What an agent or gate leaves
/// running when it ends by itself is ended too: nothing may change the worktree afterwards, or keep a pipe open. The last run of a
/// workflow also ends what works in its directory without a mark.
/// </remarks>
internal sealed class ProcessRunner(
    ProcessMarks marks, IProcessFinder finder, RunningProcesses running, string temporaryDirectory, TimeProvider time)
{
    private static readonly TimeSpan DrainPatience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FootprintInterval = TimeSpan.FromMilliseconds(250);
    private static readonly string? SessionProgram =
        OperatingSystem.IsLinux() ? Programs.Find("setsid", "/", Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin") : null;

    private readonly ProcessEnder _ender = new(finder, time);

    /// <summary>Runs; the result is the caller's to dispose.</summary>
    /// <exception cref="SlipwayException">There is no room for a log (<see cref="ErrorCodes.StorageFailed"/>).</exception>
    internal async Task<ProcessResult> RunAsync(ProcessRequest request, CancellationToken cancellationToken)
    {
        if (Refuse(request, out var file) is { } refusal)
        {
            return refusal;
        }

        var runId = ProcessMarks.NewRunId();
        var started = time.GetTimestamp();
        using var entry = running.Add(runId, request.WorkflowId, cancellationToken);
        if (entry.Token.IsCancellationRequested)
        {
            return new ProcessResult { Ending = ProcessEnding.Cancelled };
        }

        var log = request.LogLimitBytes > 0 ? OpenLog(request.LogLimitBytes) : null;
        try
        {
            using var process = new Process { StartInfo = Describe(request, file, runId) };
            try
            {
                process.Start();
            }
            catch (Exception exception) when (exception is Win32Exception or InvalidOperationException or IOException)
            {
                log?.Dispose();
                return NotStarted($"The program '{request.Program}' could not be started: {exception.Message}");
            }

            return await FollowAsync(process, request, runId, log, started, entry.Token);
        }
        catch
        {
            log?.Dispose();
            throw;
        }
    }

    private async Task<ProcessResult> FollowAsync(
        Process process, ProcessRequest request, string runId, CappedLog? log, long started, CancellationToken cancellationToken)
    {
        using var limits = new RunLimits(request.TimeLimit, request.SilenceLimit, time, cancellationToken);
        Note(process.Id, runId, request.WorkflowId);
        var capture = new OutputCapture(process, request, log, limits.Heard);
        var ending = ProcessEnding.Exited;
        using var ended = new CancellationTokenSource();
        var watch = WatchFootprintAsync(process, request, runId, limits, ended.Token);
        try
        {
            await process.WaitForExitAsync(limits.Token);
        }
        catch (OperationCanceledException)
        {
            ending = limits.Reached;
            await EndAsync(process, request, runId);
        }

        await ended.CancelAsync();
        var footprint = await watch;
        var duration = time.GetElapsedTime(started);
        if (ending == ProcessEnding.Exited && request.WorkflowId is not null)
        {
            await _ender.EndAsync(() => FindRun(process, request, runId), CancellationToken.None);
        }

        // Whoever still holds the pipes has escaped us; their other ends are let go of.
        await Task.WhenAny(capture.Drained, Task.Delay(DrainPatience, time, CancellationToken.None));
        capture.Abandon();
        finder.Ended(process.Id);
        return new ProcessResult
        {
            Ending = ending,
            ExitCode = ending == ProcessEnding.Exited ? process.ExitCode : null,
            Duration = duration,
            Footprint = footprint,
            Output = capture.Output,
            Error = capture.Error,
            Both = capture.Both,
            Log = log,
        };
    }

    /// <summary>Looks at what a run takes until it has ended, or takes too much; returns what it then took.</summary>
    private async Task<Footprint?> WatchFootprintAsync(
        Process process, ProcessRequest request, string runId, RunLimits limits, CancellationToken ended)
    {
        if (request.MemoryLimitBytes is null && request.ProcessLimit is null)
        {
            return null;
        }

        using var timer = new PeriodicTimer(FootprintInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(ended))
            {
                var footprint = Footprint.Of(FindRun(process, request, runId));
                if (footprint.MemoryBytes > request.MemoryLimitBytes || footprint.Processes > request.ProcessLimit)
                {
                    await limits.ExceededAsync();
                    return footprint;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The run has ended.
        }

        return null;
    }

    private async Task EndAsync(Process process, ProcessRequest request, string runId)
    {
        Posix.Signal(SessionProgram is null ? process.Id : -process.Id, Posix.Terminate);
        var exited = process.WaitForExitAsync(CancellationToken.None);
        await _ender.EndAsync(() => FindRun(process, request, runId), CancellationToken.None);
        await Task.WhenAny(exited, Task.Delay(SessionProgram is null ? ProcessEnder.Grace : TimeSpan.Zero, time, CancellationToken.None));
        if (!exited.IsCompleted)
        {
            Posix.Signal(SessionProgram is null ? process.Id : -process.Id, Posix.Kill);
            KillTree(process);
        }

        await Task.WhenAny(exited, Task.Delay(ProcessEnder.Grace, time, CancellationToken.None));
    }

    /// <summary>
    /// What belongs to a run: all with its mark, and all of its session, should one have cleaned its environment; without other runs
    /// of the workflow, also what cleaned its environment and left the session, but not the directory.
    /// </summary>
    private IEnumerable<MarkedProcess> FindRun(Process process, ProcessRequest request, string runId)
    {
        var marked = finder.Find().Where(found => found.Run == runId);
        var session = SessionProgram is null ? [] : finder.FindSession(process.Id, process.HasExited);
        var inside = request.WorkflowId is { } workflowId && running.IsOnly(runId, workflowId)
            ? finder.FindInside(RealPath.Of(request.WorkingDirectory))
            : [];
        return marked.Concat(session).Concat(inside).DistinctBy(found => (found.Id, found.Start));
    }

    private static void KillTree(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It ended by itself meanwhile.
        }
    }

    private CappedLog OpenLog(long limitBytes)
    {
        try
        {
            return new CappedLog(temporaryDirectory, limitBytes);
        }
        catch (Exception exception) when (StorageFailure.Is(exception))
        {
            throw StorageFailure.Of("The log of a process", temporaryDirectory, exception);
        }
    }

    private void Note(int processId, string runId, string? workflowId)
    {
        if (workflowId is not null && finder.StartOf(processId) is { } start)
        {
            finder.Started(new MarkedProcess(processId, start, runId, workflowId, marks.HomeId, marks.HostMark));
        }
    }

    private static ProcessResult? Refuse(ProcessRequest request, out string file)
    {
        file = string.Empty;
        if (!Directory.Exists(request.WorkingDirectory))
        {
            return NotStarted($"The working directory '{request.WorkingDirectory}' does not exist.");
        }

        if (Programs.Find(request.Program, request.WorkingDirectory, request.Environment.GetValueOrDefault("PATH")) is not { } found)
        {
            return NotStarted(Programs.NotFoundMessage(request.Program));
        }

        file = found;
        return null;
    }

    private static ProcessResult NotStarted(string why) => new() { Ending = ProcessEnding.NotStarted, StartFailure = why };

    private ProcessStartInfo Describe(ProcessRequest request, string file, string runId)
    {
        var priority = SessionProgram is null || request.WorkflowId is null ? [] : LowPriority.Prefix;
        string[] words = [.. priority, .. ProcessorLimit.Prefix(request.ProcessorLimit), file, .. request.Arguments];
        var description = new ProcessStartInfo
        {
            FileName = SessionProgram ?? words[0],
            WorkingDirectory = request.WorkingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            CreateNoWindow = true,
        };
        foreach (var argument in SessionProgram is null ? words.Skip(1) : words)
        {
            description.ArgumentList.Add(argument);
        }

        description.Environment.Clear();
        foreach (var (name, value) in request.Environment)
        {
            description.Environment[name] = value;
        }

        marks.Apply(description.Environment, runId, request.WorkflowId);
        return description;
    }
}
