using Microsoft.Extensions.Logging;
using Slipway.Core.Ports;
using Slipway.Integrations.Steps;

namespace Slipway.Integrations.Processes;

/// <summary>
/// Ends the processes of a workflow, or of a host that died. Goes by the marks; a process without one is touched only when it works in a
/// worktree, and nobody's terminal or program is behind it (see <see cref="IProcessFinder.FindInside"/>).
/// </summary>
internal sealed partial class ProcessSupervisor(
    RunningProcesses running,
    IProcessFinder finder,
    ProcessMarks marks,
    string temporaryDirectory,
    string worktrees,
    TimeProvider time,
    ILogger<ProcessSupervisor> logger)
    : IProcessSupervisor
{
    private readonly ProcessEnder _ender = new(finder, time);

    /// <inheritdoc/>
    public async Task<int> StopAsync(string workflowId, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(workflowId);
        var stopped = await running.StopAsync(workflowId, cancellationToken);
        var worktree = Path.Combine(worktrees, workflowId);
        var found = await _ender.EndAsync(
            () => finder.Find()
                .Where(process => process.WorkflowId == workflowId && process.HomeId == marks.HomeId)
                .Concat(finder.FindInside(worktree)),
            cancellationToken);
        LogStopped(stopped + found, workflowId);
        return stopped + found;
    }

    /// <inheritdoc/>
    public async Task<int> StopOrphansAsync(CancellationToken cancellationToken)
    {
        var count = await _ender.EndAsync(
            () => finder.Find()
                .Where(process => process.HomeId == marks.HomeId && process.HostMark != marks.HostMark && !HostLives(process.HostMark))
                .Concat(finder.FindInside(worktrees)),
            cancellationToken);
        DeleteLeftovers();
        if (count > 0)
        {
            LogOrphans(count);
        }

        return count;
    }

    /// <summary>Whether the host that started a process still runs: the process is then not an orphan.</summary>
    private bool HostLives(string hostMark)
    {
        var parts = hostMark.Split(':', 2);
        return parts.Length == 2 && int.TryParse(parts[0], out var id) && finder.StartOf(id) == parts[1];
    }

    /// <summary>Temporary files are deleted by the run they belong to; those that are old are a dead host's.</summary>
    private void DeleteLeftovers()
    {
        if (!Directory.Exists(temporaryDirectory))
        {
            return;
        }

        var old = time.GetUtcNow().UtcDateTime - TimeSpan.FromDays(1);
        foreach (var file in Directory.EnumerateFiles(temporaryDirectory).Where(file => File.GetLastWriteTimeUtc(file) < old))
        {
            File.Delete(file);
        }

        foreach (var folder in Directory.EnumerateDirectories(temporaryDirectory, ShellRun.FolderPrefix + "*")
            .Where(folder => Directory.GetLastWriteTimeUtc(folder) < old))
        {
            FolderRemoval.TryDelete(folder);
        }
    }
}
